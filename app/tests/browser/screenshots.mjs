// How does the site look on a desk and on a phone?
//
//   node screenshots.mjs --base http://127.0.0.1:PORT --out FOLDER

import { crawl } from './crawl.mjs';
import { launch, options, screenshots } from './lib.mjs';

const { base, out } = options();
const site = await crawl(base, ['/'], { samplesPerType: 1 });
const browser = await launch();
const context = await browser.newContext({ reducedMotion: 'reduce' });
const page = await context.newPage();
for (const { url, type } of site.pages) {
  await page.goto(url, { waitUntil: 'load' });
  const name = type.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home';
  console.log((await screenshots(page, out, name)).join('\n'));
}
await browser.close();
