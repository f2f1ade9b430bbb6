// Does a page carry the national page labels, each complete and in its exact spelling?
//
// 政府网站发展指引 (国办发〔2017〕47号), annex on page design: every page says whose site it is; a column says what it publishes;
// an article says its title, its time and its source. An inspector reads them by machine.

import { attribute } from './crawl.mjs';

const SITE = ['SiteName', 'SiteDomain', 'SiteIDCode'];
const COLUMN = ['ColumnName', 'ColumnDescription', 'ColumnKeywords', 'ColumnType'];
const ARTICLE = ['ArticleTitle', 'PubDate', 'ContentSource'];
const OPTIONAL = ['Keywords', 'Author', 'Description', 'Image', 'Url'];
const KNOWN = new Map([...SITE, ...COLUMN, ...ARTICLE, ...OPTIONAL].map((name) => [name.toLowerCase(), name]));
/** HTML's own names, which differ from the national ones in their first letter alone. */
const OWN_NAMES = new Set(['keywords', 'author', 'description']);

const SHAPES = {
  SiteDomain: /^(?!https?:)[a-z0-9.-]+(:\d+)?$/i,
  SiteIDCode: /^(\d{10}|bm\d{8})$/,
  PubDate: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/,
};

/** What is missing, empty, misspelt or out of form; `{article}` where the page must carry the labels of an article. */
export function labelProblems(html, { article = false } = {}) {
  const labels = labelsOf(html);
  const problems = [...labels.misspelt];
  const has = (names) => names.some((name) => labels.values.has(name));
  const wanted = [...SITE];
  if (has(COLUMN) || has(ARTICLE) || article) wanted.push(...COLUMN);
  if (has(ARTICLE) || article) wanted.push(...ARTICLE);
  for (const name of wanted) if (!labels.values.has(name)) problems.push(`label ${name} is missing`);
  for (const [name, value] of labels.values) {
    if (value.trim() === '') problems.push(`label ${name} is empty`);
    else if (SHAPES[name] && !SHAPES[name].test(value)) problems.push(`label ${name} reads ${JSON.stringify(value)}`);
  }
  return problems;
}

function labelsOf(html) {
  const values = new Map();
  const misspelt = [];
  const [head] = html.split(/<\/head>/i);
  for (const [tag] of head.matchAll(/<meta\s[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const exact = name === null || OWN_NAMES.has(name) ? undefined : KNOWN.get(name.toLowerCase());
    if (exact === undefined) continue;
    if (exact !== name) misspelt.push(`label ${exact} is spelt ${name}`);
    values.set(exact, attribute(tag, 'content') ?? '');
  }
  return { values, misspelt };
}
