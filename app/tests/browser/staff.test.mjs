// Are the printed log-ins understood, and is the one-time code that of the standard?

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { logins, oneTimeCode } from './staff.mjs';

const PRINTED = `演示县已就绪
  li.wen      sesame-1  拟稿人          李文
  zhou.yi     sesame-2  初审、复审      周一
  zhou.er     sesame-3  复审            周二
  zhou.san    sesame-4  终审            周三
  bao.mi      sesame-5  保密审查        鲍密  GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
  fa.bu       sesame-6  发布员、政务公开机构  法布
`;

test('each role is held by another person where there is a choice', () => {
  const people = logins(PRINTED);
  assert.deepEqual(Object.values(people).map((one) => one.login), ['li.wen', 'zhou.yi', 'zhou.er', 'zhou.san', 'bao.mi', 'fa.bu', 'fa.bu']);
  assert.equal(people.secrecy.password, 'sesame-5');
  assert.equal(people.secrecy.secret, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  assert.equal(people.author.secret, null);
});

test('a role that nobody holds is told', () => {
  assert.throws(() => logins(PRINTED.replace('终审', '旁观')), /终审/);
});

test('the code is that of RFC 6238, appendix B', () => {
  assert.equal(oneTimeCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59), '287082');
  assert.equal(oneTimeCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 1111111109), '081804');
});
