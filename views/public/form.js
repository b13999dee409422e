// Forms of the back office: counters, saving as one writes, choosing a region. Every form works without this file.
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /** Whether a field holds something else than it came with, as where this file came later than the first key. */
  const isChanged = (field) => {
    if (field.options) {
      const came = Array.from(field.options).find(({ defaultSelected }) => defaultSelected) ?? field.options[0];
      return field.value !== (came?.value ?? '');
    }
    if (/^(checkbox|radio)$/.test(field.type)) return field.checked !== field.defaultChecked;
    return (
      /^(text|search|tel|url|email|number|date|time|month|textarea)/.test(field.type) &&
      field.value !== field.defaultValue
    );
  };

  // How much room there is left; said aloud only when somebody has stopped writing.
  const segmenter = window.Intl?.Segmenter && new Intl.Segmenter('zh', { granularity: 'grapheme' });
  const count = (text) => (segmenter ? Array.from(segmenter.segment(text)) : Array.from(text)).length;
  for (const line of all('[data-count]')) {
    const field = document.getElementById(line.dataset.count);
    const max = Number(line.dataset.max);
    const isShort = line.hidden;
    const aloud = make('span', { className: 'vh' });
    aloud.setAttribute('role', 'status');
    line.after(aloud);
    let pause;
    const tell = () => {
      const left = max - count(field.value.trim());
      line.textContent = left < 0 ? `超出 ${-left} 个字，最多 ${max} 个` : `还可以写 ${left} 个字`;
      line.classList.toggle('err', left < 0);
      line.hidden = isShort && left > max / 5;
    };
    field.addEventListener('input', () => {
      tell();
      clearTimeout(pause);
      pause = setTimeout(() => {
        aloud.textContent = line.hidden ? '' : line.textContent;
      }, 1500);
    });
    tell();
  }

  // A file that is too large is told before it travels.
  for (const input of all('input[type=file]')) {
    input.addEventListener('change', () => {
      const large = Array.from(input.files).find((file) => file.size > 10 * 1024 * 1024);
      input.setCustomValidity(large ? `“${large.name}”超过 10 MB，请压缩后再上传` : '');
      if (!large) return;
      input.reportValidity();
      input.value = '';
    });
  }

  // What citizens would see of what was saved.
  let looks = 0;
  const seeAgain = async () => {
    const seen = document.querySelector('[data-seen]');
    if (!seen) return;
    looks += 1;
    const mine = looks;
    const page = await fetch(location.href).catch(() => undefined);
    if (!page?.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('[data-seen]');
    if (fresh && mine === looks) document.querySelector('[data-seen]')?.replaceWith(fresh);
  };

  // Beside a field: what the rules of the form say of it, by the same words and marks as a page that was sent.
  const mark = (name, problem) => {
    const control = document.getElementById(name);
    const box = control?.closest('.field, td');
    if (!box || 'check' in control.dataset) return;
    const said = 'value' in control ? control : box; // a table is described as a whole
    const id = `${name}-msg`;
    document.getElementById(id)?.remove();
    const about = (said.getAttribute('aria-describedby') ?? '').split(' ').filter((each) => each && each !== id);
    if (problem) {
      const part = Array.from(box.children).find((each) => each.contains(control));
      part.before(make('span', { className: 'msg', id, textContent: problem }));
      if (said === control) control.setAttribute('aria-invalid', 'true');
    } else control.removeAttribute('aria-invalid');
    box.classList.toggle('bad', Boolean(problem));
    const ids = problem ? [id, ...about] : about;
    if (ids.length > 0) said.setAttribute('aria-describedby', ids.join(' '));
    else said.removeAttribute('aria-describedby');
  };

  // Rows of a table: added and removed without another page, and a removed one comes back.
  for (const table of all('[data-table]')) {
    const list = table.querySelector('ol');
    const { table: name } = table.dataset;
    const changed = () => table.dispatchEvent(new Event('input', { bubbles: true }));
    const rows = () => all('ol>li', table).filter((row) => row.querySelector('input'));
    const what = table.querySelector('[data-add]').textContent.trim().slice(3);
    let next = rows().length;
    const blank = rows().at(-1).cloneNode(true);

    const number = () => {
      for (const [place, row] of rows().entries()) {
        row.querySelector('.num').textContent = place + 1;
        row.querySelector('fieldset').setAttribute('aria-label', `第 ${place + 1} ${what}`);
      }
    };
    const showWeek = () => {
      const lines = rows().map((row) => ({
        days: all('.days input', row).map((box) => box.checked),
        hours: all('.c-time input', row).map((input) => input.value),
      }));
      for (const [day, said] of all('.week-of dd', table).entries()) {
        const open = lines
          .filter(({ days, hours }) => days[day] && hours.some(Boolean))
          .map(({ hours }) => hours.join('–'));
        said.textContent = open.sort().join('、') || '闭馆';
        said.classList.toggle('dim', open.length === 0);
      }
    };
    table.querySelector('[data-add]').addEventListener('click', (event) => {
      event.preventDefault();
      const row = blank.cloneNode(true);
      for (const input of all('input', row)) {
        input.name = input.name.replace(`${name}.`, '').replace(/^\d+/, `${name}.${next}`);
        input.checked = false;
        if (input.type !== 'checkbox') input.value = '';
      }
      row.querySelector('[name=drop]').value = `${name}/${next}`;
      next += 1;
      list.append(row);
      number();
      row.querySelector('input').focus();
    });
    list.addEventListener('click', (event) => {
      const drop = event.target.closest('[name=drop]');
      if (!drop) return;
      event.preventDefault();
      const row = drop.closest('li');
      const back = make('button', { type: 'button', className: 'btn sm', textContent: '恢复' });
      const note = make('li', {}, make('span', { textContent: `已删除一${what}。` }), back);
      back.addEventListener('click', () => {
        note.replaceWith(row);
        number();
        changed();
        row.querySelector('input').focus();
      });
      row.replaceWith(note);
      number();
      back.focus();
      changed();
    });
    table.addEventListener('input', showWeek);
  }

  // Saving as one writes: three seconds after the last key, when a field is left, and when the page is left for another.
  for (const form of all('form[data-autosave]')) {
    const status = form.querySelector('[data-saved]');
    const revision = form.elements.revision;
    const written = () => {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
      body.delete('revision');
      return body;
    };
    const isTyped = Array.from(form.elements).some(isChanged);
    let last = isTyped ? '' : String(written());
    let timer;
    let underway;
    let isOver = false;
    let isSignedOut = false;
    let isWaiting = false;
    let latest;
    const left = new Set();
    const nameOf = (control) => control?.name?.split('.')[0] || control?.id;

    /**
     * The answer of a save on the page: messages, the list of problems at the top and the step list tell the same figures. While a field is being written
     * that is not right yet, all of them wait until it is left.
     */
    const show = () => {
      if (!latest) return;
      const { problems, missing, steps, savedAt } = latest;
      const said = `已自动保存 ${savedAt}`;
      const writing = form.contains(document.activeElement) && nameOf(document.activeElement);
      if (problems[writing] && !left.has(writing)) {
        status.textContent = said;
        return;
      }
      const told = all('.msg', form).map(({ id }) => id.replace(/-msg$/, ''));
      for (const name of new Set([...told, ...Object.keys(problems)])) {
        const isUpload = form.elements[`upload.${name}`];
        if (!isUpload && (problems[name] || !missing.includes(name))) mark(name, problems[name]);
      }
      const wrong = Object.keys(problems).length;
      status.textContent = `${said}${wrong > 0 ? `，有 ${wrong} 处要改` : ''}`;
      for (const [place, item] of all('[data-steps]>li', form).entries()) {
        const { standing, words } = steps[place] ?? {};
        if (words === undefined) continue;
        item.className = standing;
        item.querySelector('[data-words]').textContent = words;
      }
      for (const box of all('.errors')) {
        const links = all('li a', box);
        for (const link of links) {
          const name = decodeURIComponent(link.hash.slice(1));
          if (name !== 'form' && !document.getElementById(`${name}-msg`)) link.parentElement.remove();
        }
        const open = all('li', box).length;
        if (open === links.length) continue;
        if (open === 0) box.remove();
        else box.querySelector('h2').textContent = `有 ${open} 处需要修改`;
      }
    };
    const askToSignIn = () => {
      isSignedOut = true;
      const link = make('a', {
        href: '/console/sign-in',
        target: '_blank',
        rel: 'noopener',
        textContent: '在新窗口里重新登录',
      });
      status.replaceChildren('登录已经结束，内容还在本页。请', link, '，本页会接着保存。');
      timer = setTimeout(save, 10_000);
    };

    const send = async (keepalive) => {
      const now = written();
      const text = String(now);
      if (isOver || (text === last && !isSignedOut)) return;
      now.append('revision', revision.value);
      now.append('save', '1');
      const answer = await fetch(form.action, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: now,
        redirect: 'manual',
        keepalive,
      });
      const said = answer.ok || answer.status >= 400 ? await answer.json().catch(() => ({})) : {};
      if (answer.ok) {
        last = text;
        isSignedOut = false;
        revision.value = said.revision;
        latest = said;
        show();
        if (String(written()) !== last) timer = setTimeout(save, 1000);
        seeAgain().catch(() => undefined); // a button does not wait for it
        return;
      }
      if (answer.status === 401 || answer.type === 'opaqueredirect') return askToSignIn();
      if (answer.status === 429 || answer.status >= 500) throw new Error('later');
      isOver = true; // whatever it is, the buttons of the page will say it
      status.textContent = said.detail || '没有自动保存，请点击“保存”';
    };
    const save = (keepalive = false) => {
      clearTimeout(timer);
      underway ??= send(keepalive)
        .catch(() => {
          status.textContent = '暂时没有保存上，内容还在本页，稍后会再保存';
          timer = setTimeout(save, 20_000);
        })
        .finally(() => {
          underway = undefined;
        });
      return underway;
    };
    form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(save, 3000);
    });
    form.addEventListener('focusout', ({ target, relatedTarget }) => {
      const name = nameOf(target);
      if (!name || target.type === 'file' || target.type === 'submit') return;
      if (target.closest('[data-table] li')?.contains(relatedTarget)) return; // a row is half written within it
      left.add(name);
      if (String(written()) === last) show();
      else if (relatedTarget?.type !== 'submit') save(); // a button saves by itself
    });
    if (isTyped) timer = setTimeout(save, 3000);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') save(true);
      else if (isSignedOut) save();
    });
    // A button waits for what is being saved: both at once would take each other for a colleague.
    form.addEventListener(
      'submit',
      (event) => {
        clearTimeout(timer);
        if (isSignedOut && !isOver) save();
        if (!underway) {
          isOver = true;
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        if (isWaiting) return;
        isWaiting = true;
        form.setAttribute('aria-busy', 'true');
        status.textContent = '正在保存，请稍候…';
        const { submitter } = event;
        underway.then(() => {
          isWaiting = false;
          if (isSignedOut) {
            form.removeAttribute('aria-busy');
            return status.querySelector('a').focus();
          }
          isOver = true;
          form.requestSubmit(submitter);
        });
      },
      true,
    );
    window.addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      isOver = false;
      form.removeAttribute('aria-busy');
    });
  }

  // Figures are checked by the server when their field is left, those of a day together; nothing is saved by it.
  for (const form of all('form[data-checks]')) {
    const left = new Set();
    let asked = 0;
    form.addEventListener('focusout', async ({ target }) => {
      if (!target.name || target.type === 'submit') return;
      left.add(target.name);
      const row = target.closest('tr');
      const isHere = ({ name }) =>
        !row || !/^\d/.test(name) || name.startsWith(row.querySelector('input').id.slice(0, 11));
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form))
        if (name !== 'pasted' && isHere({ name })) body.append(name, value);
      asked += 1;
      const mine = asked;
      const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body }).catch(
        () => undefined,
      );
      const { problems } = answer?.ok ? await answer.json().catch(() => ({})) : {};
      if (!problems || mine !== asked) return; // the button will say it
      // The sentence is wanted as long as a figure is unusual, and no longer.
      for (const name of new Set([...left, 'note']))
        if (body.has(name) && (name === 'note' || problems[name] || document.getElementById(name)?.value))
          mark(name, problems[name]);
    });
  }

  // What the rules say of addresses, while they are typed.
  for (const field of all('textarea[data-check]')) {
    const list = make('ul', { className: 's checked', hidden: true });
    list.setAttribute('aria-label', '检查结果');
    field.after(list);
    const { csrf } = field.form.elements;
    let pause;
    let asked = '';

    const use = (line, address) => {
      const lines = field.value.split('\n');
      const filled = lines.flatMap((text, place) => (text.trim() === '' ? [] : [place]));
      lines[filled[line - 1]] = address;
      field.value = lines.join('\n');
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.focus();
      look();
    };
    const row = ({ line, uri, problem, suggestion }) => {
      if (!problem) return make('li', { className: 'ok', textContent: `✓ ${uri}` });
      const item = make('li', { className: 'err', textContent: `✗ ${uri}：${problem} ` });
      if (suggestion) {
        const button = make('button', { type: 'button', className: 'btn sm', textContent: `使用 ${suggestion}` });
        button.addEventListener('click', () => use(line, suggestion));
        item.append(button);
      }
      return item;
    };
    const look = async () => {
      const uris = field.value.trim();
      if (uris === asked) return;
      asked = uris;
      const body = new URLSearchParams({
        csrf: csrf.value,
        uris,
        ...('loopback' in field.dataset && { loopback: '1' }),
      });
      const answer = await fetch(field.dataset.check, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body,
      }).catch(() => undefined);
      const { verdicts = [] } = answer?.ok ? await answer.json().catch(() => ({})) : {};
      if (uris !== asked) return;
      list.replaceChildren(...verdicts.map(row));
      list.hidden = verdicts.length === 0;
    };
    field.addEventListener('input', () => {
      clearTimeout(pause);
      pause = setTimeout(look, 800);
    });
    field.addEventListener('blur', look);
    if (field.value.trim() !== '') look();
  }

  // A region by three lists instead of a code of six digits.
  const below = async (code) => {
    const answer = await fetch(`/regions${code ? `/${code}` : ''}`, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const isWithin = (code, region) => code.startsWith(region.replace(/(00){1,2}$/, ''));
  for (const input of all('input[data-region]')) {
    const help = input.parentElement.querySelector('[data-region-help]');
    const box = make('div', { className: 'row regions' });
    const { id } = input;

    /** One more list, for what lies below `parent`; begins with what `code` lies in. */
    const addList = async (level, parent, code, isWanted = () => true) => {
      const found = await below(parent);
      // Arrow keys pass many regions on the way to one.
      if (found.length === 0 || !isWanted()) return;
      const select = make('select', { className: 'grow' });
      select.setAttribute('aria-label', ['省、自治区、直辖市', '市、州、区', '县、区、市'][level]);
      if (level === 0 && input.hasAttribute('aria-describedby'))
        select.setAttribute('aria-describedby', input.getAttribute('aria-describedby'));
      if (level === 0) select.id = id;
      select.append(make('option', { value: '', textContent: level === 0 ? '请选择' : '不再细分' }));
      for (const region of found) select.append(make('option', { value: region.code, textContent: region.name }));
      const chosen = code && found.find((region) => isWithin(code, region.code));
      if (box.children.length > level) return; // an answer that was asked for twice
      if (chosen) select.value = chosen.code;
      select.addEventListener('change', async () => {
        while (box.children.length > level + 1) box.lastElementChild.remove();
        input.value = select.value || parent || '';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        const { value } = select;
        if (value && level < 2)
          await addList(level + 1, value, undefined, () => select.value === value).catch(() => undefined);
      });
      box.append(select);
      if (chosen && level < 2) await addList(level + 1, chosen.code, code);
    };
    addList(0, undefined, input.value).then(
      () => {
        if (isChanged(input)) return; // its code is being typed, and stays
        const isHere = document.activeElement === input;
        input.id = `${id}-code`;
        input.type = 'hidden';
        input.after(box);
        if (help) help.hidden = true;
        if (isHere) box.firstElementChild.focus();
      },
      () => undefined,
    );
  }
})();
