// 搜索和命令 as a dialog, by Ctrl K (⌘ K) or the link in the header. Without this file the link leads to the same as a page.
(() => {
  const link = document.querySelector('a[data-search]');
  if (!link || typeof HTMLDialogElement !== 'function') return;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  for (const key of all('[data-keys]', link)) key.hidden = false;

  // Where this tab was last, without what was typed there; gone with the tab.
  const place = `places ${link.pathname.split('/')[1]}`;
  const visited = () => {
    try {
      const read = JSON.parse(window.sessionStorage.getItem(place) ?? '[]');
      return Array.isArray(read) ? read : [];
    } catch {
      return [];
    }
  };
  const here = { href: window.location.pathname, title: document.querySelector('h1')?.textContent.trim() ?? '' };
  const isPlace = here.title !== '' && here.href !== link.pathname && !document.querySelector('.errors, [data-error]');
  try {
    const others = visited().filter(({ href }) => href !== here.href);
    if (isPlace) window.sessionStorage.setItem(place, JSON.stringify([here, ...others].slice(0, 6)));
  } catch {
    // A browser that keeps nothing knows no last places.
  }
  const showVisited = (results) => {
    const before = visited().filter(({ href }) => href !== window.location.pathname);
    if (before.length === 0) return;
    const title = document.createElement('h2');
    title.className = 'cmdh';
    title.textContent = '最近去过';
    const list = document.createElement('ul');
    for (const { href, title: name } of before.slice(0, 5)) {
      const row = document.createElement('a');
      row.href = href;
      for (const [kind, text] of [
        ['kd', '页'],
        ['tx', name],
      ]) {
        const part = document.createElement('span');
        part.className = kind;
        part.textContent = text;
        row.append(part);
      }
      const item = document.createElement('li');
      item.append(row);
      list.append(item);
    }
    results.querySelector('.cmdn').after(title, list);
  };

  let dialog;
  let asked = 0;
  const fetchPart = async (address) => {
    const answer = await fetch(address, { credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const part = answer.ok && page.getElementById('search');
    if (!part) throw new Error('no answer');
    return part;
  };
  const rows = () => all('li a', dialog);
  /** The row that Enter opens from the field: the first, or where the arrows are. */
  const choose = (row) => {
    for (const each of rows()) each.classList.toggle('on', each === row);
  };
  const settle = () => {
    const results = dialog.querySelector('[data-results]');
    for (const key of all('[data-keys]', results)) key.hidden = false;
    if (dialog.querySelector('input').value.trim() === '') showVisited(results);
    choose(rows()[0]);
  };
  const ask = async (address) => {
    asked += 1;
    const turn = asked;
    try {
      const part = await fetchPart(address);
      if (turn !== asked) return;
      dialog.querySelector('[data-results]').replaceWith(part.querySelector('[data-results]'));
      settle();
    } catch {
      // The session is over, or the line is cut: the page says which.
      if (turn === asked) window.location.assign(address);
    }
  };
  const addressOf = (q) => `${link.pathname}?${new URLSearchParams({ q })}`;

  const fill = (part) => {
    dialog.replaceChildren(part);
    const [form, input] = [part.querySelector('form'), part.querySelector('input')];
    let later;
    input.addEventListener('input', () => {
      clearTimeout(later);
      later = setTimeout(() => ask(addressOf(input.value)), 120);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      dialog.querySelector('.on')?.click();
    });
    dialog.addEventListener('keydown', (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      // A search field would first be emptied.
      if (event.key === 'Escape') {
        event.preventDefault();
        return dialog.close();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      // Whoever goes on typing is back in the field.
      if (step === undefined) return event.key.length === 1 && input.focus();
      event.preventDefault();
      const list = [input, ...rows()];
      // The first row is chosen while one types: the arrow goes on from there.
      const from = document.activeElement === input ? step : list.indexOf(document.activeElement);
      const to = list[Math.max(0, Math.min(list.length - 1, from + step))] ?? input;
      choose(to === input ? list[1] : to);
      to.focus();
    });
    settle();
    input.focus();
  };

  const open = async () => {
    if (dialog?.open) return;
    dialog?.remove();
    dialog = document.createElement('dialog');
    dialog.className = 'cmdd';
    dialog.setAttribute('aria-labelledby', 'search-title');
    // People are looked for in place; a click beside closes.
    dialog.addEventListener('click', (event) => {
      const row = event.target.closest('.cmdp a');
      if (row) {
        event.preventDefault();
        ask(row.href);
      } else if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    try {
      const part = await fetchPart(link.href);
      dialog.showModal();
      fill(part);
    } catch {
      window.location.assign(link.href);
    }
  };

  // On a page that is the search there is nothing to open over it.
  const field = document.getElementById('search-q');
  const go = () => (field ? field.focus() : open());
  // On a phone the page is as near as a dialog, and goes back as pages do.
  const isNarrow = window.matchMedia('(max-width: 40em)');
  link.addEventListener('click', (event) => {
    if (isNarrow.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go();
  });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
    if (event.isComposing || document.querySelector('dialog:modal:not(.cmdd)')) return;
    event.preventDefault();
    go();
  });
  if (field && document.activeElement === document.body) field.focus();
})();
