// What do the pictures of the README show? The home page, a record, a reviewer's desk, and a record on a phone.
//
//   node screenshots.mjs --base http://127.0.0.1:PORT --logins FILE --out FOLDER

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { launch, options } from './lib.mjs';
import { logins } from './staff.mjs';

const { base, out, logins: printed } = options();
mkdirSync(out, { recursive: true });
const people = logins(readFileSync(printed, 'utf8'));
const browser = await launch();

async function picture(name, path, { width = 1280, height = 900, as = null } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (as) {
    await page.goto(`${base}/staff/sign-in`);
    await page.fill('[name=login]', as.login);
    await page.fill('[name=password]', as.password);
    await page.press('[name=password]', 'Enter');
    await page.waitForURL((url) => url.pathname !== '/staff/sign-in');
  }
  await page.goto(base + path, { waitUntil: 'load' });
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`${join(out, name)}.png`);
  await context.close();
}

const listed = await (await fetch(`${base}/policies?format=json`)).json();
const record = new URL(listed.rows[0].url).pathname;
await picture('home', '/');
await picture('record', record, { height: 1100 });
await picture('phone', record, { width: 360, height: 800 });
await picture('desk', '/staff/desk', { as: people.first });
await browser.close();
