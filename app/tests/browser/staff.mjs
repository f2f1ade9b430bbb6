// How does a member of staff come in? The log-ins that `gongkai demo` printed, and the one-time code where one is asked for.

import { createHmac } from 'node:crypto';

const OF_DOCUMENTS = {
  author: '拟稿人', first: '初审', second: '复审', final: '终审', secrecy: '保密审查', publisher: '发布员', office: '政务公开机构',
};
/** Who works on a request for information. */
export const OF_REQUESTS = { clerk: '依申请公开经办', unit: '业务承办', secrecy: '保密审查', legal: '合法性审核', leader: '签发人' };
const LABELS = [...Object.values(OF_DOCUMENTS), ...Object.values(OF_REQUESTS)];

/**
 * One person for each role, a different one wherever there is a choice. A line reads, separated by tabs or two spaces:
 * account, password, roles, name and, for those who need one, the secret of the one-time code (base 32).
 */
export function logins(printed, roles = OF_DOCUMENTS) {
  const people = printed.split('\n').map(person).filter((found) => found !== null);
  const taken = new Set();
  const byRole = {};
  for (const [role, label] of Object.entries(roles)) {
    const holders = people.filter((one) => one.roles.includes(label));
    const chosen = holders.find((one) => !taken.has(one.login)) ?? holders[0];
    if (!chosen) throw new Error(`the demonstration printed nobody with the role ${label}`);
    taken.add(chosen.login);
    byRole[role] = chosen;
  }
  return byRole;
}

function person(line) {
  const cells = line.trim().split(/\t+|\s{2,}|\s*[│|]\s*/).filter((cell) => cell !== '');
  const at = cells.findIndex((cell) => LABELS.some((label) => cell.split(/[、，,;；\s]/).includes(label)));
  if (at < 2) return null;
  const secret = cells.find((cell) => /^[A-Z2-7]{16,}$/.test(cell)) ?? null;
  return { login: cells[0], password: cells[1], name: cells[at + 1] ?? '', roles: cells[at].split(/[、，,;；\s]/), secret };
}

/** The time-based one-time code of RFC 6238: SHA-1, six digits, thirty seconds. */
export function oneTimeCode(secret, unixSeconds = Math.floor(Date.now() / 1000)) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(unixSeconds / 30)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest[digest.length - 1] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
