// Does a request for information go the whole way, in a real browser, by the hands of different people?
//
//   node asks.mjs --base http://127.0.0.1:PORT --out FOLDER --logins demo.log
//
// A citizen asks on a phone and takes number and code home; a clerk confirms and hands the case over; the unit drafts an answer; secrecy and legal reviewers pass it; the leader signs; the clerk sends it; the
// citizen finds it by number and code, downloads the signed letter, confirms it; the list behind the year's table has the case. Found as a person finds it: by the words on the screen.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { options } from './lib.mjs';
import { OF_REQUESTS, logins } from './staff.mjs';
import { Walker, go } from './walker.mjs';

const AGENCY = 'qinglan/edu';
const ASKED = '申请公开2026年全县中小学课后服务收费备案情况';
const NAME = '示范申请人';

class Walk extends Walker {
  constructor(...given) {
    // A refused form answers 422.
    super({ name: 'asks', expected: [422] }, ...given);
  }

  /** The same at the page of the case. */
  async atTheCase(role) {
    const { page, leave } = await this.person(role);
    await page.goto(`${this.base}/staff/requests`);
    await page.getByRole('link', { name: ASKED }).first().click();
    await page.getByRole('heading', { level: 1, name: ASKED }).waitFor();
    this.expect(!(await page.content()).includes(NAME), `${role} is told who asks without having asked for it`);
    return { page, leave };
  }

  /** One form of the page of a case, filled and sent; what it answers must be no refusal. */
  async act(page, name, fill = async () => {}) {
    const form = page.locator(`form[action$="/${name}"]`);
    if (!(await form.isVisible())) await page.locator(`#act-${name} > summary, #act-${name} summary`).first().click();
    await fill(form);
    await form.locator('button[type=submit]').first().click();
    await page.waitForLoadState();
    const refusal = page.locator('.errors li');
    this.expect((await refusal.count()) === 0, `${name} is refused: ${(await refusal.allTextContents()).join('; ')}`);
  }

  async ask() {
    const { page, leave } = await this.visitor('citizen');
    await page.goto(`${this.base}/requests?agency=${AGENCY}`);
    await this.look(page, 'guide');
    await page.goto(`${this.base}/requests/new?agency=${AGENCY}`);
    await page.locator('form.request-form button.primary').click();
    this.expect((await page.locator('.errors li').count()) >= 5, 'an empty form is not refused with all its reasons');
    await this.look(page, 'refused');
    await page.locator('[name=description]').fill(ASKED);
    await page.locator('[name=form][value=electronic]').check();
    await page.locator('[name=delivery][value=online]').check();
    await page.locator('[name=kind][value=natural_person]').check();
    await page.locator('[name="applicant.name"]').fill(NAME);
    await page.locator('[name="applicant.identity"]').selectOption('other');
    await page.locator('[name="applicant.number"]').fill('示范-100');
    await page.locator('[name="contact.phone"]').fill('0999-5550000');
    await page.locator('form.request-form button.primary').click();
    await page.waitForURL(/\/requests\/receipt\//);
    const [number, code] = await page.locator('.receipt-codes dd.big').allTextContents();
    await this.look(page, 'receipt');
    await leave();
    return { number: number.trim(), code: code.trim() };
  }

  async takeOver() {
    const { page, leave } = await this.atTheCase('clerk');
    await this.act(page, 'confirm');
    const unit = this.people.unit.name;
    await this.act(page, 'assign', (form) => form.locator('select[name=staff]').selectOption({ label: unit }));
    await this.look(page, 'handed-over');
    await leave();
  }

  async draft() {
    const { page, leave } = await this.atTheCase('unit');
    await page.goto(`${page.url().split('#')[0].split('?')[0]}/answer?outcome=R02`);
    await page.locator('[name="information.0.name"]').fill('2026年课后服务收费备案一览表');
    await page.locator('[name="information.0.form"]').fill('电子文档');
    await page.locator('[name="information.0.pages"]').fill('3');
    await page.locator('form[method=post][action$="/answer"] button[type=submit]').first().click();
    await page.getByText('文书完整').waitFor();
    await this.look(page, 'drafted');
    await page.getByRole('link', { name: '去提交审核' }).click();
    await this.act(page, 'submit');
    await leave();
  }

  async reviewed(role) {
    const { page, leave } = await this.atTheCase(role);
    await this.act(page, 'review', async (form) => {
      await form.locator('[name=decision][value=pass]').check();
      await form.locator('[name=opinion]').fill('同意。');
    });
    await leave();
  }

  async signAndSend() {
    const leader = await this.atTheCase('leader');
    await this.act(leader.page, 'sign');
    await leader.leave();
    const { page, leave } = await this.atTheCase('clerk');
    await this.act(page, 'dispatch', (form) => form.locator('[name=way][value=online]').check());
    await this.look(page, 'sent');
    await leave();
  }

  async read({ number, code }) {
    const { page, leave } = await this.visitor('citizen');
    await page.goto(`${this.base}/requests/progress`);
    await page.locator('[name=number]').fill(number);
    await page.locator('[name=code]').fill(code.toLowerCase());
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.waitForURL(/\/requests\/case\//);
    await this.look(page, 'answered');
    const address = await page.locator('.papers a[href$="/pdf"]').last().getAttribute('href');
    const answer = await page.request.get(this.base + address);
    const paper = join(this.out, 'answer.pdf');
    writeFileSync(paper, await answer.body());
    const checked = execFileSync('pdfsig', ['-nocert', paper], { encoding: 'utf8' });
    this.expect(/Signature is Valid/.test(checked) && /Total document signed/.test(checked), `the letter is not validly signed: ${checked}`);
    await page.locator('form[action$="/received"] button[type=submit]').click();
    await page.waitForLoadState();
    this.expect((await page.locator('form[action$="/received"]').count()) === 0, 'the receipt of the answer cannot be confirmed');
    await leave();
  }

  async counted() {
    const { page, leave } = await this.person('clerk');
    await page.goto(`${this.base}/staff/requests?desk=closed&year=${new Date().getFullYear()}&row=3.1`);
    await page.getByRole('link', { name: ASKED }).first().waitFor();
    await leave();
  }
}

const given = options();
let receipt = null;
await go(Walk, given, logins(readFileSync(given.logins, 'utf8'), OF_REQUESTS), (walk) => [
  ['ask', async () => { receipt = await walk.ask(); }],
  ['confirm and hand over', () => walk.takeOver()],
  ['draft', () => walk.draft()],
  ['secrecy review', () => walk.reviewed('secrecy')],
  ['legal review', () => walk.reviewed('legal')],
  ['sign and send', () => walk.signAndSend()],
  ['read, check and confirm', () => walk.read(receipt)],
  ['counted in the year', () => walk.counted()],
]);
