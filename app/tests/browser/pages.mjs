// Is every type of public page sound: accessible, narrow, complete without scripts, quiet, labelled?
//
//   node pages.mjs --base http://127.0.0.1:PORT --out FOLDER
//
// Leaves FOLDER/html for the Nu checker and FOLDER/links.json for the foreign readers.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { crawl } from './crawl.mjs';
import { labelProblems } from './labels.mjs';
import { NARROWEST, axeProblems, finish, launch, mainText, options, overflowing, watchedPage } from './lib.mjs';

/** Which part of the text may be for scripts alone: a button that copies, a count that changes. */
const MAY_NEED_SCRIPTS = 0.02;

export async function checkSite(base, expected, folder) {
  const site = await crawl(base, expected.starts, { named: expected.named });
  const problems = [...site.problems];
  for (const { name, pattern } of expected.types) {
    if (!site.pages.some((page) => new RegExp(pattern).test(new URL(page.url).pathname))) problems.push(`no page of type ${name} (${pattern}) was found`);
  }
  problems.push(...(await missingPages(base, expected.missing, site.pages)));
  if (folder) keep(folder, site);
  const browser = await launch();
  try {
    for (const page of site.pages) {
      const path = decodeURI(new URL(page.url).pathname + new URL(page.url).search);
      const isArticle = page.status === 200 && new RegExp(expected.article).test(new URL(page.url).pathname);
      const found = [...labelProblems(page.html, { article: isArticle }), ...(await checkPage(browser, base, page))];
      problems.push(...found.map((text) => `${path}: ${text}`));
    }
  } finally {
    await browser.close();
  }
  return { problems, nPages: site.pages.length, nTypes: new Set(site.pages.map((page) => page.type)).size };
}

/** An address that was never given out answers 404 with a page that is as sound as the others. */
async function missingPages(base, paths, pages) {
  const problems = [];
  for (const path of paths) {
    const answer = await fetch(new URL(path, base));
    const html = await answer.text();
    if (answer.status !== 404) problems.push(`${path}: answers ${answer.status}, not 404`);
    pages.push({ url: new URL(path, base).href, type: `404 ${path}`, html, status: answer.status });
  }
  return problems;
}

export async function checkPage(browser, base, { url, status }) {
  const problems = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  let withScripts = '';
  try {
    const { page, faults } = await watchedPage(context, base);
    await page.goto(url, { waitUntil: 'load' });
    withScripts = await mainText(page);
    problems.push(...(await axeProblems(page)));
    await page.setViewportSize({ width: NARROWEST, height: 640 });
    problems.push(...(await overflowing(page)).map((text) => `at ${NARROWEST} px: ${text}`));
    // Chromium reports the document's own 404 on the console; it is what was asked for.
    problems.push(...faults.filter((text) => status < 400 || !/status of (404|410)/.test(text)));
  } finally {
    await context.close();
  }
  problems.push(...(await withoutScripts(browser, base, url, withScripts)));
  return problems;
}

async function withoutScripts(browser, base, url, withScripts) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    const text = await mainText(page);
    const lost = withScripts.length - text.length;
    return lost > withScripts.length * MAY_NEED_SCRIPTS + 20 ? [`without scripts ${lost} of ${withScripts.length} characters are missing`] : [];
  } finally {
    await context.close();
  }
}

function keep(folder, site) {
  mkdirSync(join(folder, 'html'), { recursive: true });
  const index = {};
  for (const page of site.pages) {
    const name = `${createHash('sha256').update(page.url).digest('hex').slice(0, 12)}.html`;
    index[name] = page.url;
    writeFileSync(join(folder, 'html', name), page.html);
  }
  writeFileSync(join(folder, 'html', 'index.json'), JSON.stringify(index, null, 1));
  writeFileSync(join(folder, 'links.json'), JSON.stringify(site.links, null, 1));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { base, out } = options();
  const expected = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'));
  const { problems, nPages, nTypes } = await checkSite(base, expected, out);
  finish('pages', problems, `${nPages} pages of ${nTypes} types`, out);
}
