// The reviewers' desk: keys, looking at documents, phrases. Every page works without this file: what needs it is hidden until it runs.
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (selector) => document.querySelector(selector);
  const store = (kind) => {
    try {
      return window[kind];
    } catch {
      return undefined; // closed to this page
    }
  };

  // Keys. They can be turned off (WCAG 2.1.4), and rest while something is typed.
  const help = document.getElementById('keys');
  const uses = one('[data-use-keys]');
  const local = store('localStorage');
  if (uses) {
    uses.checked = local?.getItem('keys') !== 'off';
    uses.addEventListener('change', () => local?.setItem('keys', uses.checked ? 'on' : 'off'));
  }
  for (const element of all('[data-keys]')) element.hidden = false;
  for (const button of all('[data-key="?"]')) button.addEventListener('click', () => help.showModal());

  const rows = all('[data-rows] th a');
  const step = (by) => {
    const at = rows.indexOf(document.activeElement);
    const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  /** Nothing has the focus yet: a script that comes late takes it from nobody. */
  const isFree = () => document.activeElement === document.body;
  const isTyping = () => document.activeElement?.matches('input:not([type=checkbox]), select, textarea');

  let origin; // has the focus back when the search is left
  const openSearch = () => {
    origin = document.activeElement;
    if (panel) panel.open = true;
    search.focus();
  };
  const isInSearch = () => (panel?.open ? panel.contains(document.activeElement) : search === document.activeElement);
  const leaveSearch = () => {
    if (panel) panel.open = false;
    search.blur();
    (origin?.isConnected && origin !== document.body ? origin : panel?.querySelector('summary'))?.focus();
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && search && isInSearch()) {
      event.preventDefault();
      leaveSearch();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (uses?.checked === false || help?.open || isTyping()) return;
    const key = event.key.toLowerCase();
    if (rows.length > 0 && (key === 'j' || key === 'k')) step(key === 'j' ? 1 : -1);
    else if (key === 'r' && reason) reason.focus();
    else if (key === '/' && search) openSearch();
    else {
      const target = all('[data-key]').find((element) => element.dataset.key === key && !element.hidden);
      if (!target) return;
      target.click();
    }
    event.preventDefault();
  });
  const search = one('input[type=search]');
  const panel = search?.closest('details');
  if (search && window.location.hash === '#text') {
    if (panel) panel.open = true;
    if (isFree()) search.focus();
  }
  for (const link of all('a[data-key="/"]')) link.hash = 'text';

  // What was decided can be taken back for some seconds: the line and the number run down, and then the bar goes.
  const bar = one('[data-undo]');
  if (bar) {
    const until = performance.now() + Number(bar.dataset.undo) * 1000;
    const [number, line] = [bar.querySelector('[data-seconds]'), bar.querySelector('rect + rect')];
    const tick = () => {
      const left = Math.ceil((until - performance.now()) / 1000);
      if (left <= 0) {
        bar.remove();
        return;
      }
      number.textContent = `还有 ${left} 秒。`;
      line.setAttribute('width', String(left));
      setTimeout(tick, 250);
    };
    tick();
  }
  const asks = one('[data-asks]');
  if (asks && isFree()) {
    asks.focus();
    asks.scrollIntoView({ block: 'center' }); // not under the bar of decisions
  }

  // How many are chosen, beside their buttons.
  const counted = one('[data-picked] [data-count]');
  const count = () => {
    if (!counted) return;
    const { length } = all('[data-rows] input[form=batch]:checked');
    counted.textContent = length > 0 ? `已选 ${length} 条` : '';
  };
  for (const each of all('[data-rows] input[form=batch]')) each.addEventListener('change', count);
  count();

  // Ticking all rows of the page; a box for more than them is its own choice.
  for (const label of all('[data-all]')) {
    label.hidden = false;
    const box = label.querySelector('input');
    box.addEventListener('change', () => {
      for (const each of all('[data-rows] input[form=batch]')) each.checked = box.checked;
      count();
    });
  }

  // The decision follows what is written: with a comment, 退回修改 comes first and 通过 has to wait.
  const form = document.getElementById('decide');
  const reason = document.getElementById('reason');
  if (!form) return;
  const written = [reason, ...all('[data-comment]')].filter(Boolean);
  const [sendBack, note] = [one('[data-return]'), one('[data-written]')];
  const approve = one('[data-approve]') ?? one('[data-claim]');
  const follow = () => {
    const has = written.some(({ value }) => value.trim() !== '');
    if (note) note.hidden = !has;
    if (!approve || !sendBack) return;
    approve.disabled = has && approve.matches('[data-approve]');
    approve.classList.toggle('go', !has);
    sendBack.classList.toggle('go', has);
  };

  // What is written survives a second factor that has to be given first, in this tab alone.
  const session = store('sessionStorage');
  const place = `desk ${form.dataset.kept}`;
  const keep = () => {
    const texts = Object.fromEntries(written.filter(({ value }) => value).map(({ name, value }) => [name, value]));
    session?.setItem(place, JSON.stringify(texts));
    follow();
  };
  if (written.every(({ value }) => value === ''))
    for (const [name, value] of Object.entries(JSON.parse(session?.getItem(place) ?? '{}'))) {
      const field = written.find((each) => each.name === name);
      if (!field) continue;
      field.value = value;
      const folded = field.closest('details');
      if (folded) folded.open = true;
    }
  for (const field of written) {
    if (field.value !== field.defaultValue) keep(); // typed before this file came
    field.addEventListener('input', keep);
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      sendBack?.click();
    });
  }
  follow();

  // A phrase goes where somebody writes, without a way to the server.
  let last = reason;
  for (const field of written)
    field.addEventListener('focus', () => {
      last = field;
    });
  for (const button of all('[data-insert]'))
    button.addEventListener('click', (event) => {
      const phrase = document.getElementById('phrase');
      if (!phrase.value) return;
      event.preventDefault();
      last.value = [last.value.trimEnd(), phrase.selectedOptions[0].textContent].filter(Boolean).join('\n');
      phrase.value = '';
      last.focus();
      keep();
    });

  // The Enter key in the reason for seeing something whole presses its own button; in other fields it presses none by accident.
  for (const field of all('.whole textarea'))
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      field.parentElement.querySelector('button').click();
    });
  for (const field of all('input:not([type=checkbox])', form))
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
    });
  // What is open from the beginning says so, too, and takes the focus from what must be corrected: only what somebody opens is written in.
  for (const details of all('details.cmt, details.whole')) {
    let wasOpen = details.open;
    details.addEventListener('toggle', () => {
      if (details.open && !wasOpen) details.querySelector('textarea').focus();
      wasOpen = details.open;
    });
  }

  // Documents: one at a time, larger, turned.
  const pages = all('[data-page]');
  const open = (id) => {
    for (const page of pages) page.hidden = page.dataset.page !== id;
    for (const tab of all('[data-documents] a'))
      if (tab.dataset.document === id) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
  };
  if (pages.length > 1) open(pages[0].dataset.page);
  for (const link of all('[data-document]'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      open(link.dataset.document);
      const page = pages.find((each) => each.dataset.page === link.dataset.document);
      page?.scrollIntoView({ block: 'nearest' });
      if (!link.closest('[data-documents]')) page?.focus();
    });
  for (const page of pages) {
    const sheet = page.querySelector('.sheet');
    const [zoom, turn] = [page.querySelector('[data-zoom]'), page.querySelector('[data-turn]')];
    if (!sheet || !zoom || !turn) continue;
    zoom.hidden = false;
    turn.hidden = false;
    zoom.addEventListener('click', () => {
      const size = (Number(sheet.dataset.size ?? 1) % 3) + 1;
      sheet.dataset.size = String(size);
      zoom.textContent = size === 3 ? '还原' : '放大';
    });
    turn.addEventListener('click', () => {
      sheet.dataset.turned = String((Number(sheet.dataset.turned ?? 0) + 90) % 360);
    });
  }
})();
