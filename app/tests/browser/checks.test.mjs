// Can each check of the pages fail?

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { crawl, linksOf, typeOf } from './crawl.mjs';
import { labelProblems } from './labels.mjs';
import { launch, overflowing } from './lib.mjs';
import { checkPage, checkSite } from './pages.mjs';

const LABELS = '<meta name="SiteName" content="青岚县人民政府"><meta name="SiteDomain" content="www.qinglan.gov.cn"><meta name="SiteIDCode" content="3590000001">';
const page = (body, head = '') =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>示例</title>${LABELS}${head}</head>` +
  `<body><main><h1>示例</h1>${body}</main></body></html>`;

const PAGES = {
  '/': page('<p>甲</p><a href="/records/1">一号</a> <a href="/records/2">二号</a> <a href="/lost">丢失</a> <a href="/table.xlsx">表</a>',
    '<link rel="alternate" type="application/atom+xml" href="/feed.atom" title="订阅">'),
  '/records/1': page('<p>乙</p>'),
  '/records/2': page('<p>丙</p>'),
  '/picture': page('<img src="/a.png">'),
  '/wide': page('<div style="width:700px">宽</div>'),
  '/script': page('<script>throw new Error("坏了")</script>'),
  '/scripted': page('<p id="a"></p><script>document.getElementById("a").textContent = "只有脚本才有的文字，".repeat(10)</script>'),
  '/foreign': page('<img alt="图" src="http://127.0.0.2:9/a.png">'),
  '/policy': page('<script>document.title = "甲"</script>'),
};

let server;
let base;
let browser;

before(async () => {
  server = createServer((request, answer) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path === '/table.xlsx') { answer.writeHead(200, { 'content-type': 'application/vnd.openxmlformats' }).end('x'); return; }
    if (path === '/favicon.ico') { answer.writeHead(204).end(); return; }
    const html = PAGES[path];
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    if (path === '/policy') headers['content-security-policy'] = "default-src 'self'";
    answer.writeHead(html ? 200 : 404, headers).end(html ?? page('<p>没有这个网页</p>'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser.close();
  server.close();
});

const problemsOf = (path) => checkPage(browser, base, { url: base + path, status: 200 });

test('a sound page has no problem', async () => {
  assert.deepEqual(await problemsOf('/records/1'), []);
});

for (const [path, wanted] of [
  ['/picture', /axe image-alt/],
  ['/wide', /at 320 px: \d+ px of content in 320 px/],
  ['/script', /script error: 坏了/],
  ['/scripted', /without scripts \d+ of \d+ characters are missing/],
  ['/foreign', /request to a foreign host/],
  ['/policy', /content security policy|Content Security Policy/],
]) {
  test(`the fault of ${path} is found`, async () => {
    const problems = await problemsOf(path);
    assert.ok(problems.some((text) => wanted.test(text)), problems.join('\n'));
  });
}

test('a page that fits its window does not overflow', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const opened = await context.newPage();
  await opened.goto(`${base}/records/1`);
  assert.deepEqual(await overflowing(opened), []);
  await context.close();
});

test('the walk finds types, files, feeds and dead links', async () => {
  const site = await crawl(base, ['/']);
  assert.deepEqual([...new Set(site.pages.map((found) => found.type))], ['/', '/records/*']);
  assert.deepEqual(site.links.files.map((file) => new URL(file.url).pathname), ['/table.xlsx', '/feed.atom'].slice(0, 1));
  assert.deepEqual(site.links.feeds, [`${base}/feed.atom`]);
  assert.ok(site.problems.some((text) => text === '/: link to /lost answers 404'), site.problems.join('\n'));
});

test('an expected type that is absent is a problem', async () => {
  const expected = { starts: ['/records/1'], article: '^$', types: [{ name: 'agency', pattern: '^/agencies/' }], missing: ['/gone', '/records/2'] };
  const { problems } = await checkSite(base, expected);
  assert.deepEqual(problems, ['no page of type agency (^/agencies/) was found', '/records/2: answers 200, not 404']);
});

test('addresses of one kind are one type', () => {
  const type = (path) => typeOf(new URL(path, 'http://localhost'));
  assert.equal(type('/policies/2026-17.pdf'), '/policies/*.pdf');
  assert.equal(type('/agencies/%E9%9D%92%E5%B2%9A'), '/agencies/*');
  assert.equal(type('/search?q=1&kind=2'), '/search?kind&q');
  const named = (path) => typeOf(new URL(path, 'http://localhost'), ['^(/agencies)/.+$', '^(/catalogue)/[^/]+']);
  assert.equal(named('/agencies/county/edu'), '/agencies/*');
  assert.equal(named('/catalogue/county/0101'), '/catalogue/*/*');
  assert.equal(named('/agencies'), '/agencies');
});

test('links are read with their entities and without marks, scripts and mail', () => {
  const links = linksOf('<a href="/a?b=1&amp;c=2#d">1</a><a class="x" href=\'mailto:a@b\'>2</a><a href="#e">3</a>', 'http://h/');
  assert.deepEqual(links, [{ url: 'http://h/a?b=1&c=2', isFeed: false }]);
});

test('labels are complete, exact and in form', () => {
  const head = (metas) => `<head>${metas}</head>`;
  assert.deepEqual(labelProblems(head(LABELS)), []);
  assert.deepEqual(labelProblems(head('')), ['SiteName', 'SiteDomain', 'SiteIDCode'].map((name) => `label ${name} is missing`));
  const article = `${LABELS}<meta name="ArticleTitle" content="示例"><meta name="PubDate" content="2026-11-24"><meta name="contentsource" content="">`;
  assert.deepEqual(labelProblems(head(article)), [
    'label ContentSource is spelt contentsource',
    'label ColumnName is missing', 'label ColumnDescription is missing', 'label ColumnKeywords is missing', 'label ColumnType is missing',
    'label PubDate reads "2026-11-24"', 'label ContentSource is empty',
  ]);
  assert.equal(labelProblems(head(LABELS), { article: true }).length, 7);
});
