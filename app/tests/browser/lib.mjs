// How does a check drive Chromium, and what does it ask of every page?
//
// Chromium is Debian's; playwright-core speaks to it without a driver of its own (docs/adr/0004).

import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(new URL('../../../.tools/node/', import.meta.url));
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const EXECUTABLE = process.env.GONGKAI_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const WIDTHS = [1280, 360];
export const NARROWEST = 320;

/** A browser with an empty profile of its own; close it when done. */
export function launch() {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
}

/** `--name value` pairs of the command line. */
export function options(argv = process.argv.slice(2)) {
  const found = {};
  for (let index = 0; index < argv.length; index += 2) found[argv[index].replace(/^--/, '')] = argv[index + 1];
  return found;
}

/**
 * A page that remembers what went wrong on it: errors of scripts, messages of the console, violations of the content
 * security policy, answers of 400 and more, and requests that would leave this machine's own server.
 */
export async function watchedPage(context, base) {
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400 && answer.request().resourceType() !== 'document') faults.push(`${answer.status()} for ${answer.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob|about):/.test(url)) faults.push(`request to a foreign host: ${url}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refused ${event.blockedURI || 'inline'}`);
    });
  });
  return { page, faults };
}

/** What axe finds, a line each: rule, where, what to do. */
export async function axeProblems(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } }), RULES);
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `axe ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}

/** The elements that make the page wider than its window; none on a page that can be read without scrolling sideways. */
export function overflowing(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const scrolls = element.closest('[data-scroll], .table-scroll, pre');
      return element.getBoundingClientRect().right > root.clientWidth + 1 && (!scrolls || scrolls === element);
    });
    const names = wide.slice(0, 3).map((element) => `<${element.tagName.toLowerCase()} class="${element.className}">`);
    return [`${root.scrollWidth} px of content in ${root.clientWidth} px: ${names.join(', ')}`];
  });
}

/** The visible text of the main part, spaces and line breaks taken out, so that two readings compare. */
export function mainText(page) {
  return page.evaluate(() => (document.querySelector('main') ?? document.body).innerText.replace(/\s+/g, ''));
}

/** A picture at each width, `NAME-1280.png` and `NAME-360.png`. */
export async function screenshots(page, folder, name, widths = WIDTHS) {
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: width > 600 ? 900 : 740 });
    const file = join(folder, `${name}-${width}.png`);
    await page.screenshot({ path: file, fullPage: true });
    files.push(file);
  }
  return files;
}

/** Prints the problems and the closing line, keeps them beside the pages, and sets the exit code. */
export function finish(name, problems, done, folder) {
  for (const problem of problems) console.log(problem);
  if (folder) writeFileSync(join(folder, `${name}-problems.txt`), problems.map((line) => `${line}\n`).join(''));
  console.log(`${name}: ${done}, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
