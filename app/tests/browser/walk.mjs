// Does a document go the whole way, in a real browser, by the hands of different people?
//
//   node walk.mjs --base http://127.0.0.1:PORT --out FOLDER --logins demo.log --program target/debug/gongkai
//
// Taken in by `gongkai import` beside the running server (GONGKAI_DATA says where), screened and masked, submitted, approved by three reviewers and the secrecy reviewer, published, read, found in
// both scripts, amended and compared, withdrawn. Everything is found as a person finds it: by the words on the screen.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { options } from './lib.mjs';
import { logins } from './staff.mjs';
import { Walker, go } from './walker.mjs';

const PATHS = { desk: '/staff/desk', list: '/staff/documents', search: '/search' };
const AGENCY = '青岚县人民政府办公室';
const WORDS = {
  edit: '编辑', mask: /^保存并遮盖/, masked: /遮盖 \d+ 处/, submit: '保存并送审',
  approve: /通过$/, publish: '发布', publicPage: '查看公开页',
  amend: '修订', text: '正文', changeReason: '修改原因', compare: /比较|对比/,
  withdraw: '撤下', reason: '撤下原因', basis: '撤下依据', confirm: '确认撤下',
};

const TITLE = '青岚县人民政府办公室关于做好汛期值守工作的通知';
const MOBILE = '13912345678';
const MASKED = '139****5678';
const OLD_DAY = '6月1日';
const NEW_DAY = '5月25日';
const FOUND_WITHIN_MS = 10_000;

class Walk extends Walker {
  constructor(...given) {
    // A tombstone answers 410.
    super({ name: 'walk', expected: [410] }, ...given);
  }

  async openFromDesk(page) {
    await page.goto(this.base + PATHS.desk);
    await page.getByRole('link', { name: TITLE }).first().click();
  }

  async bringIn(program) {
    const paper = join(this.out, 'walk.docx');
    const root = new URL('../../../', import.meta.url).pathname;
    execFileSync(join(root, '.tools/venv/bin/python'), [join(root, 'app/tests/foreign/sample.py'), paper, TITLE, MOBILE]);
    const told = JSON.parse(execFileSync(program, ['import', paper, '--agency', AGENCY, '--json'], { encoding: 'utf8' }).trim());
    this.expect(told.outcome === 'imported' && told.title === TITLE, `the import says: ${told.outcome} ${told.title}`);
    this.expect(told.findings.some((one) => one.code === 'personal.mobile' && one.severity === 'stop'), 'the import sees no number of a person');
    const { page, leave } = await this.person('author');
    await this.look(page, 'desk-of-the-author');
    await page.goto(`${this.base}${PATHS.list}?q=${encodeURIComponent(TITLE)}`);
    await page.getByRole('link', { name: TITLE }).first().click();
    await page.getByRole('link', { name: WORDS.edit, exact: true }).first().click();
    await page.getByText('personal.mobile').first().waitFor();
    this.expect((await page.content()).includes(TITLE), 'the title was not read from the paper');
    await this.look(page, 'draft-with-a-finding');
    await page.getByRole('button', { name: WORDS.mask }).first().click();
    await page.getByText(WORDS.masked).first().waitFor();
    const text = await page.getByLabel(WORDS.text, { exact: true }).inputValue();
    this.expect(text.includes(MASKED) && !text.includes(MOBILE), 'the number is not masked in the text');
    await page.getByRole('button', { name: WORDS.submit }).first().click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    this.expect((await page.getByRole('button', { name: WORDS.approve }).count()) === 0, 'the author may approve what he wrote');
    await leave();
  }

  async approveAll() {
    for (const role of ['first', 'second', 'final', 'secrecy']) {
      const { page, leave } = await this.person(role);
      await this.openFromDesk(page);
      await this.look(page, `review-${role}`);
      await page.getByRole('button', { name: WORDS.approve }).click();
      await page.getByRole('status').getByText('已通过').waitFor();
      await leave();
    }
  }

  async publish() {
    const { page, leave } = await this.person('publisher');
    await this.openFromDesk(page);
    await page.getByRole('button', { name: WORDS.publish, exact: true }).click();
    const link = page.getByRole('link', { name: WORDS.publicPage });
    const address = new URL(await link.getAttribute('href'), this.base).href;
    await leave();
    return address;
  }

  async read(address) {
    const { page, leave } = await this.visitor();
    await page.goto(address);
    this.expect((await page.locator('h1').innerText()).replace(/\s/g, '') === TITLE, 'the public page has another title');
    const html = await page.content();
    this.expect(html.includes(MASKED), 'the masked number is not on the public page');
    this.expect(!html.includes(MOBILE), 'the whole number is on the public page');
    await this.look(page, 'record');
    await leave();
  }

  async findIt(words, expected) {
    const { page, leave } = await this.visitor();
    const deadline = Date.now() + FOUND_WITHIN_MS;
    let found = !expected;
    // The index follows the journal; how soon is part of the promise.
    while (found !== expected && Date.now() < deadline) {
      await page.goto(`${this.base}${PATHS.search}?q=${encodeURIComponent(words)}`);
      found = (await page.getByRole('main').innerText()).replace(/\s/g, '').includes(TITLE);
      if (found !== expected) await page.waitForTimeout(200);
    }
    this.expect(found === expected, `searching for ${words} ${expected ? 'does not find' : 'still finds'} the record`);
    await this.look(page, 'search');
    await leave();
  }

  async amend(address) {
    const { page, leave } = await this.person('author');
    await this.openFromDesk(page);
    await page.getByRole('link', { name: WORDS.amend, exact: true }).click();
    const text = page.getByLabel(WORDS.text, { exact: true });
    await text.fill((await text.inputValue()).replace(OLD_DAY, NEW_DAY));
    await page.getByLabel(WORDS.changeReason).fill('清点日期提前');
    await this.look(page, 'amendment');
    await page.getByRole('button', { name: WORDS.submit }).first().click();
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
    await leave();
    await this.approveAll();
    this.expect((await this.publish()) === address, 'the new edition has another address');
    const reader = await this.visitor();
    await reader.page.goto(address);
    this.expect((await reader.page.content()).includes(NEW_DAY), 'the new edition is not shown');
    await reader.page.getByRole('link', { name: WORDS.compare }).first().click();
    const deleted = await reader.page.locator('del').allInnerTexts();
    const inserted = await reader.page.locator('ins').allInnerTexts();
    this.expect(deleted.length > 0 && inserted.length > 0, 'the comparison shows no change');
    await this.look(reader.page, 'comparison');
    await reader.leave();
  }

  async withdraw(address) {
    const { page, leave } = await this.person('office');
    await this.openFromDesk(page);
    await page.locator('summary', { hasText: WORDS.withdraw }).click();
    await page.getByLabel(WORDS.reason).fill('内容有误，另行发布');
    await page.getByLabel(WORDS.basis).fill('《中华人民共和国政府信息公开条例》第六条');
    await page.getByRole('button', { name: WORDS.confirm }).click();
    await page.getByRole('status').getByText('已撤下').waitFor();
    await leave();
    const reader = await this.visitor();
    const answer = await reader.page.goto(address);
    this.expect(answer.status() === 410, `the withdrawn record answers ${answer.status()}, not 410`);
    this.expect((await reader.page.content()).includes('内容有误，另行发布'), 'the reason is not given');
    this.expect(!(await reader.page.content()).includes('一户一人'), 'the withdrawn text is still readable');
    await this.look(reader.page, 'tombstone');
    await reader.leave();
  }
}

const given = options();
let address = '';
await go(Walk, given, logins(readFileSync(given.logins, 'utf8')), (walk) => [
  ['import, screen, mask, submit', () => walk.bringIn(given.program)],
  ['four approvals', () => walk.approveAll()],
  ['publish', async () => { address = await walk.publish(); }],
  ['read on a phone', () => walk.read(address)],
  ['find in Simplified', () => walk.findIt('汛期值守工作', true)],
  ['find in Traditional', () => walk.findIt('關於做好汛期值守工作', true)],
  ['amend and compare', () => walk.amend(address)],
  ['withdraw', () => walk.withdraw(address)],
  ['no longer found', () => walk.findIt('汛期值守工作', false)],
]);
