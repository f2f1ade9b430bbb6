// How does a walk go through the program in a real browser: by whose hands, what is looked at on the way, what ends it?

import { join } from 'node:path';

import { axeProblems, finish, launch, overflowing, screenshots, watchedPage } from './lib.mjs';
import { oneTimeCode } from './staff.mjs';

const WIDE = 1280;
const NARROW = 360;

export class Walker {
  /** `name` is the folder of its pictures; `expected` are answers of the server that are no fault on its way (422, 410). */
  constructor({ name, expected = [] }, browser, { base, out }, people) {
    Object.assign(this, { name, expected, browser, base, out, people, problems: [], n: 0 });
  }

  /** Somebody at a browser of his own. */
  async context(width, who) {
    const context = await this.browser.newContext({ viewport: { width, height: width > 600 ? 900 : 740 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(10_000);
    const { page, faults } = await watchedPage(context, this.base);
    // The browser says in its console what it was answered: where that is asked for it is no fault.
    const others = () => faults.filter((fault) => !this.expected.some((status) => fault.includes(`status of ${status}`)));
    return { page, leave: async () => { this.note(who, others()); await context.close(); } };
  }

  /** A member of staff, signed in. */
  async person(role) {
    const { page, leave } = await this.context(WIDE, role);
    const { login, password, secret } = this.people[role];
    await page.goto(`${this.base}/staff/sign-in`);
    await page.getByLabel(/登录名/).fill(login);
    await page.getByLabel(/密码/).fill(password);
    if (secret) await page.getByLabel(/动态码|验证码/).fill(oneTimeCode(secret));
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL((url) => url.pathname !== '/staff/sign-in');
    return { page, leave };
  }

  /** Anybody, on a phone. */
  visitor(who = 'visitor') {
    return this.context(NARROW, who);
  }

  note(where, problems) {
    this.problems.push(...problems.map((text) => `${where}: ${text}`));
  }

  expect(condition, text) {
    if (!condition) throw new Error(text);
  }

  /** Each screen on the way is looked at: accessible, narrow enough, and kept as a picture. */
  async look(page, name) {
    this.n += 1;
    const size = page.viewportSize();
    this.note(name, await axeProblems(page));
    await screenshots(page, join(this.out, this.name), `${String(this.n).padStart(2, '0')}-${name}`);
    await page.setViewportSize({ width: 320, height: 640 });
    this.note(name, await overflowing(page));
    await page.setViewportSize(size);
  }
}

/** Goes one step after the other, each with its time, until the first that cannot be gone; then tells. */
export async function go(Walk, given, people, steps) {
  const browser = await launch();
  const walk = new Walk(browser, given, people);
  let step = '';
  try {
    for (const [name, act] of steps(walk)) {
      step = name;
      const started = Date.now();
      await act();
      console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
    }
  } catch (error) {
    walk.problems.push(`${step}: ${error.message.split('\n')[0]}`);
  } finally {
    await browser.close();
  }
  finish(walk.name, walk.problems, `last step «${step}»`, given.out);
}
