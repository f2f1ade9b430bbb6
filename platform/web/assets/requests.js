// What is pleasanter with scripts on the pages of 依申请公开? A draft that outlives a lost connection, a look at what is public
// already while typing, and a word about files that are too large before they are sent. Every page is complete without them.

// Wishes and description only: never who asks, nor any number of theirs.
const KEPT = ['description', 'form', 'delivery'];
const PREFIX = 'gongkai.request-draft.';
const WAIT_MS = 700;

/** The browser's own store; nothing where it is switched off. */
const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key) ?? 'null'); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or switched off: nothing is kept */ } },
  forget(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
};

class Draft {
  constructor(form) {
    this.form = form;
    this.notice = document.getElementById('draft-notice');
    this.agency = this.key();
    this.restore();
    form.addEventListener('input', () => this.keep());
    form.addEventListener('change', () => this.keep());
    document.getElementById('draft-clear')?.addEventListener('click', () => this.clear());
  }

  key() { return PREFIX + (this.form.elements.agency?.value ?? ''); }

  typed() { return Object.fromEntries(KEPT.map((name) => [name, this.form.elements[name]?.value ?? ''])); }

  keep() {
    const key = this.key();
    if (key !== this.agency) { store.forget(this.agency); this.agency = key; }
    const typed = this.typed();
    if (Object.values(typed).some((value) => value !== '')) store.write(key, typed); else store.forget(key);
  }

  restore() {
    const kept = store.read(this.agency);
    // What the page brought with it is newer than what was kept.
    if (!kept || KEPT.some((name) => this.typed()[name] !== '')) return;
    for (const name of KEPT) {
      if (kept[name] && this.form.elements[name]) this.form.elements[name].value = kept[name];
    }
    if (this.notice) this.notice.hidden = false;
  }

  clear() {
    store.forget(this.key());
    for (const name of KEPT) {
      const field = this.form.elements[name];
      if (field instanceof RadioNodeList) field.forEach((radio) => { radio.checked = false; });
      else if (field) field.value = '';
    }
    this.notice.hidden = true;
    this.form.elements.description?.focus();
  }
}

/** Looks for what is public already, a moment after the last key. */
class Looking {
  constructor(form, place) {
    this.form = form;
    this.place = place;
    this.asked = '';
    form.elements.description.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    });
  }

  async ask() {
    const words = this.form.elements.description.value.trim().slice(0, 400);
    if (words.length < 4 || words === this.asked) return;
    this.asked = words;
    const query = new URLSearchParams({ q: words, agency: this.form.elements.agency?.value ?? '' });
    try {
      const answer = await fetch(`/requests/similar?${query}`);
      if (answer.ok && this.asked === words) this.place.innerHTML = await answer.text();
    } catch {
      // Without an answer the form still works.
    }
  }
}

/** Says beside the field that a file is too large, instead of after it was sent. */
function watchFiles(form) {
  const most = Number(form.dataset.largest);
  for (const input of form.querySelectorAll('input[type="file"]')) {
    const told = document.createElement('span');
    told.className = 'error';
    told.setAttribute('role', 'alert');
    input.after(told);
    input.addEventListener('change', () => {
      const large = [...input.files].filter((file) => most && file.size > most);
      told.textContent = large.map((file) => `文件“${file.name}”超过${Math.floor(most / 1048576)}MB，请分开或者降低扫描精度`).join('；');
      if (large.length > 0) input.value = '';
    });
  }
}

function watchLine(form) {
  const notice = document.getElementById('offline-notice');
  if (!notice) return;
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    notice.hidden = false;
    notice.scrollIntoView({ block: 'center' });
  });
  window.addEventListener('online', () => { notice.hidden = true; });
}

const form = document.querySelector('form[data-draft]');
if (form) {
  new Draft(form);
  const place = document.getElementById('similar');
  if (place) new Looking(form, place);
  watchFiles(form);
  watchLine(form);
}
const filed = document.querySelector('[data-filed]');
if (filed) {
  store.forget(PREFIX + filed.dataset.filed);
  store.forget(PREFIX);
}
// The reader of a long list of reasons is led to it.
document.getElementById('errors')?.focus();
