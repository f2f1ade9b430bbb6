// What is pleasanter with scripts? Suggestions while typing, and a button that prints. Every page is complete without them.

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// Where there is little room the filters wait behind one step, so that the list comes first.
if (!window.matchMedia('(min-width: 52.01rem)').matches) {
  for (const box of document.querySelectorAll('.facet-box')) box.open = false;
}

const WAIT_MS = 160;

/** A field with a list of suggestions below it, after the combobox pattern of WAI-ARIA. */
class Suggesting {
  constructor(input, n) {
    this.input = input;
    this.list = document.createElement('ul');
    this.list.id = `suggestions-${n}`;
    this.list.className = 'suggestions';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', '检索建议');
    this.list.hidden = true;
    this.chosen = -1;
    this.asked = '';
    input.parentElement.append(this.list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', this.list.id);
    input.setAttribute('aria-expanded', 'false');
    input.addEventListener('input', () => this.later());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const typed = this.input.value.trim();
    if (typed === '') { this.close(); return; }
    if (typed === this.asked && !this.list.hidden) return;
    this.asked = typed;
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || this.input.value.trim() !== typed) return;
      this.show((await answer.json()).suggestions);
    } catch {
      // Without an answer the form still works.
      this.close();
    }
  }

  show(suggestions) {
    this.chosen = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.list.replaceChildren(...suggestions.map((suggestion, at) => {
      const item = document.createElement('li');
      item.id = `${this.list.id}-${at}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.textContent = suggestion.text;
      // Before the field loses its focus and the list closes.
      item.addEventListener('mousedown', (event) => { event.preventDefault(); window.location.assign(suggestion.path); });
      item.dataset.path = suggestion.path;
      return item;
    }));
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
  }

  key(event) {
    const items = [...this.list.children];
    if (this.list.hidden || items.length === 0) return;
    if (event.key === 'Escape') { this.close(); event.preventDefault(); return; }
    if (event.key === 'Enter' && this.chosen >= 0) { event.preventDefault(); window.location.assign(items[this.chosen].dataset.path); return; }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    this.chosen = (this.chosen + step + items.length + (this.chosen < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, at) => item.setAttribute('aria-selected', String(at === this.chosen)));
    this.input.setAttribute('aria-activedescendant', items[this.chosen].id);
  }

  close() {
    this.list.hidden = true;
    this.chosen = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

document.querySelectorAll('[data-suggest]').forEach((input, n) => new Suggesting(input, n));
