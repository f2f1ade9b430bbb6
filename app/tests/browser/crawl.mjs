// Which pages has the site, and of how many types are they?
//
// The type of a page is its address with everything that differs from record to record taken out. Walking the links finds every
// page that a visitor can reach, and every link that leads nowhere.

const MAX_FETCHES = 700;
const SAMPLES_PER_TYPE = 2;

/**
 * Walks the links of the site from the start pages. `named` are parts of addresses that end in the name of something: all are of one type.
 * @returns {{pages: Array<{url, type, html, status}>, links: {feeds: string[], files: Array<{url, type}>}, problems: string[]}}
 */
export async function crawl(base, starts, { maxFetches = MAX_FETCHES, samplesPerType = SAMPLES_PER_TYPE, named = [] } = {}) {
  const queue = starts.map((path) => ({ url: new URL(path, base).href, from: 'the start' }));
  const seen = new Set(queue.map((entry) => entry.url));
  const nFetched = new Map();
  const found = { pages: [], links: { feeds: [], files: [] }, problems: [] };
  let n = 0;
  while (queue.length > 0 && n < maxFetches) {
    const { url, from } = queue.shift();
    const type = typeOf(new URL(url), named);
    const count = nFetched.get(type) ?? 0;
    // A type known well enough is not fetched again, but its links were followed twice as far as its samples go.
    if (count >= samplesPerType * 3) continue;
    nFetched.set(type, count + 1);
    n += 1;
    const answer = await fetch(url, { redirect: 'follow', headers: { accept: 'text/html' } });
    const kind = (answer.headers.get('content-type') ?? '').split(';')[0];
    if (answer.status >= 400) {
      // A tombstone is an answer: 410 with its reason.
      if (answer.status !== 410) found.problems.push(`${from}: link to ${pathOf(url)} answers ${answer.status}`);
      if (answer.status !== 410) { await answer.arrayBuffer(); continue; }
    }
    if (kind !== 'text/html') {
      found.links.files.push({ url, type: kind });
      await answer.arrayBuffer();
      continue;
    }
    const html = await answer.text();
    if (count < samplesPerType) found.pages.push({ url, type, html, status: answer.status });
    for (const link of linksOf(html, answer.url)) {
      if (link.isFeed) pushNew(found.links.feeds, link.url);
      if (!link.url.startsWith(`${base}/`) || seen.has(link.url)) continue;
      seen.add(link.url);
      queue.push({ url: link.url, from: pathOf(url) });
    }
  }
  return found;
}

/** `/policies/2026-17?page=3` and `/policies/2025-2` are pages of one type; the names of query parameters count, values do not. */
export function typeOf(url, named = []) {
  const address = named.reduce((path, pattern) => path.replace(new RegExp(pattern), '$1/*'), decodeURIComponent(url.pathname));
  const path = address
    .split('/')
    .map((part) => {
      const [, stem, ending] = part.match(/^(.*?)(\.[a-z]{2,5})?$/);
      return (/\d|[^\x00-\x7f]/.test(stem) || stem.length > 40 ? '*' : stem) + (ending ?? '');
    })
    .join('/');
  const names = [...new Set([...url.searchParams.keys()])].sort();
  return names.length === 0 ? path : `${path}?${names.join('&')}`;
}

export function linksOf(html, from) {
  const links = [];
  for (const [tag] of html.matchAll(/<(?:a|link)\s[^>]*>/g)) {
    const href = attribute(tag, 'href');
    if (href === null || /^(mailto|tel|javascript|data):/.test(href) || href.startsWith('#')) continue;
    let url;
    try { url = new URL(href, from); } catch { continue; }
    url.hash = '';
    links.push({ url: url.href, isFeed: attribute(tag, 'type') === 'application/atom+xml' });
  }
  return links;
}

export function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`));
  return found === null ? null : unescape(found[1] ?? found[2] ?? found[3]);
}

export function unescape(text) {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function pathOf(url) {
  const { pathname, search } = new URL(url);
  return decodeURI(pathname + search);
}

function pushNew(list, value) {
  if (!list.includes(value)) list.push(value);
}
