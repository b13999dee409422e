// What only a script can do. Every page works without this file: what needs it is rendered hidden and revealed here.
(() => {
  /** On a page in English, the second. */
  const either = (chinese, english) => (document.documentElement.lang === 'en' ? english : chinese);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // Passwords: 显示 / 隐藏.
  for (const button of all('[data-reveal]')) {
    const input = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener('click', () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      button.textContent = show ? either('隐藏', 'Hide') : either('显示', 'Show');
      button.setAttribute(
        'aria-label',
        show ? either('隐藏密码', 'Hide the password') : either('显示密码', 'Show the password'),
      );
      input.focus();
    });
    // A password goes over the wire and into the browser's memory as what it is.
    input.form.addEventListener('submit', () => {
      input.type = 'password';
    });
  }

  // 注册: a child agrees to nothing, so the form has no `required` of the browser. Who says to be 14 is told of the missing tick before it is sent.
  for (const agree of all('form[novalidate] [name="agree"][required]')) {
    agree.form.addEventListener(
      'submit',
      (event) => {
        const isOldEnough = agree.form.querySelector('[name="over14"][value="yes"]:checked');
        if (agree.checked || !isOldEnough || event.submitter?.formNoValidate) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        agree.reportValidity();
      },
      true,
    );
  }

  // On a phone the menu is one row that is wider than the screen: it begins with this page in sight.
  for (const here of all('.side [aria-current]')) {
    const row = here.closest('ul');
    row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  // The page of an entry tells that it was looked at for a second, and that a link of it led to its institution's platform. Nothing of the reader
  // goes along, and programs that read pages for others tell nothing.
  for (const entry of navigator.webdriver ? [] : all('[data-counted]')) {
    const tell = (act) => navigator.sendBeacon?.(entry.dataset.counted, new URLSearchParams({ act }));
    const isSeen = () => document.visibilityState === 'visible';
    const look = () => setTimeout(() => isSeen() && tell('opened'), 1000);
    if (isSeen()) look();
    else document.addEventListener('visibilitychange', look, { once: true });
    const own = entry.dataset.origins.split(' ');
    entry.addEventListener('click', ({ target }) => {
      const link = target.closest('a[href]');
      if (link && own.includes(link.origin)) tell('left');
    });
  }

  // Copying, also where the page is not https and the clipboard is closed to scripts.
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'vh';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (!done) throw new Error('refused');
  };
  for (const button of all('[data-copy], [data-copy-from]')) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => {
      const say = (words) => {
        button.textContent = words;
        setTimeout(() => {
          button.textContent = label;
        }, 3000);
      };
      copy(button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).textContent.trim()).then(
        () => say(either('已复制', 'Copied')),
        () => say(either('请长按编号复制', 'Press and hold the number to copy it')),
      );
      button.focus();
    });
  }

  // The next text message: seconds on the button, said aloud only when they are over.
  for (const button of all('[data-wait]')) {
    const label = button.textContent;
    const until = performance.now() + Number(button.dataset.wait) * 1000;
    for (const hint of all('[data-waiting]')) hint.hidden = true;
    const tick = () => {
      const left = Math.ceil((until - performance.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? either(`${left} 秒后可重发`, `Again in ${left} s`) : label;
      if (left > 0) return setTimeout(tick, 250);
      for (const status of all('[data-ready]'))
        status.textContent = either('现在可以重新获取验证码。', 'You can ask for another code now.');
    };
    tick();
  }

  // Work that a form asks for before it goes on: done beside the page where that is possible, else waited for.
  for (const box of all('[data-work]')) {
    const form = box.closest('form');
    const { work, solution } = form.elements;
    const part = (name) => box.querySelector(`[data-work-${name}]`);
    const show = (name) => {
      for (const each of ['wait', 'going', 'done']) part(each).hidden = each !== name;
    };
    let pressed = box.dataset.press && form.querySelector(`[name="${box.dataset.press}"]`);
    let isOver = false;
    // Whoever presses a button earlier need not press it again, and loses nothing that was typed.
    form.addEventListener(
      'submit',
      (event) => {
        if (isOver || event.submitter?.name === 'turn') return; // to another page, which needs no work
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = event.submitter;
      },
      true,
    );
    const goOn = () => {
      isOver = true;
      show('done');
      if (pressed) form.requestSubmit(pressed);
    };
    const wait = () => {
      show('wait');
      const left = part('left');
      if (!left) return; // this work cannot be waited for: the text says the other way
      const until = performance.now() + Number(left.textContent) * 1000;
      const tick = () => {
        const seconds = Math.ceil((until - performance.now()) / 1000);
        if (seconds <= 0) return goOn();
        if (left.textContent !== String(seconds)) left.textContent = seconds;
        setTimeout(tick, 250);
      };
      tick();
    };
    if (!window.isSecureContext || !window.Worker) wait();
    else {
      show('going');
      const worker = new Worker(box.dataset.work);
      worker.addEventListener('error', wait, { once: true });
      worker.addEventListener('message', ({ data }) => {
        solution.value = data;
        goOn();
      });
      worker.postMessage(work.value);
    }
  }

  // A form is sent once, however often the button is pressed; coming back by the back button makes it new.
  for (const form of all('form[data-once]')) {
    let sent = false;
    const renew = () => {
      sent = false;
      form.removeAttribute('aria-busy');
    };
    form.addEventListener('submit', (event) => {
      if (sent) return event.preventDefault();
      sent = true;
      form.setAttribute('aria-busy', 'true');
      setTimeout(renew, 10_000);
    });
    window.addEventListener('pageshow', renew);
  }

  // Parts of a film: the player goes there. A playlist that this browser does not play, and what cannot be fetched, leave the link beside it.
  for (const box of all('.player')) {
    const media = box.querySelector('video, audio');
    const elsewhere = box.parentElement.querySelector('[data-elsewhere]');
    if (!media || !elsewhere) continue;
    const giveUp = () => elsewhere.classList.add('notice');
    if ('stream' in box.dataset && media.canPlayType('application/vnd.apple.mpegurl') === '') {
      media.removeAttribute('src');
      media.controls = false;
      giveUp();
    }
    media.addEventListener('error', giveUp);
    for (const link of all('[data-seek]'))
      link.addEventListener('click', (event) => {
        event.preventDefault();
        media.currentTime = Number(link.dataset.seek);
        media.play().catch(giveUp);
        media.scrollIntoView({ block: 'nearest' });
      });
  }

  // A month by its arrows: left and right a day, up and down a week; Tab goes from day to day as everywhere.
  for (const month of all('[data-days]')) {
    const cells = Array.from(month.querySelectorAll('td'));
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    month.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      const from = cells.findIndex((cell) => cell.contains(event.target));
      if (step === undefined || from < 0) return;
      for (let to = from + step; to >= 0 && to < cells.length; to += step) {
        const link = cells[to].querySelector('a.dn');
        if (!link) continue;
        event.preventDefault();
        return link.focus();
      }
    });
  }

  // The back office ends a session that idles: five minutes before, whoever is still there is asked.
  for (const dialog of all('dialog[data-idle]')) {
    const inSeconds = Number(dialog.dataset.idle);
    const words = dialog.querySelector('p');
    let began = Date.now();
    const renew = () => {
      began = Date.now();
      if (dialog.open) dialog.close();
    };
    const look = () => {
      const left = inSeconds - (Date.now() - began) / 1000;
      if (left > 300) return;
      if (left <= 0) {
        words.textContent = '登录已经结束，没有提交的内容还在这一页上。请在新窗口登录，再回来提交。';
        dialog.querySelector('button').hidden = true;
        dialog.querySelector('a').hidden = false;
      } else words.textContent = `您已有一段时间没有操作，约 ${Math.ceil(left / 60)} 分钟后需要重新登录。`;
      if (!dialog.open) dialog.showModal();
    };
    setInterval(look, 10_000);
    // Another window of the same session counts as well.
    window.addEventListener('storage', (event) => event.key === 'console-seen' && renew());
    try {
      localStorage.setItem('console-seen', String(began));
    } catch {
      // A browser that keeps nothing knows of this window only.
    }
    dialog.querySelector('button').addEventListener('click', async () => {
      const answer = await fetch('/console/stay', { redirect: 'manual' }).catch(() => undefined);
      if (answer && answer.status === 204) renew();
      else began = 0;
      look();
    });
    dialog.addEventListener('cancel', (event) => event.preventDefault());
  }

  // Where a line does not fit, its latest days are seen first.
  for (const line of all('.trend')) line.parentElement.scrollLeft = line.parentElement.scrollWidth;

  // Arrow keys go from tile to tile, as they lie.
  for (const carto of all('.carto')) {
    const middle = (tile) => {
      const { x, y, width, height } = tile.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    };
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    carto.addEventListener('keydown', (event) => {
      const from = event.target.closest('a');
      const way = ways[event.key];
      if (!from || !way) return;
      const start = middle(from);
      const ahead = [...carto.querySelectorAll('a')].flatMap((tile) => {
        const { x, y } = middle(tile);
        const [forward, aside] = [
          (x - start.x) * way[0] + (y - start.y) * way[1],
          (x - start.x) * way[1] + (y - start.y) * way[0],
        ];
        return forward > 1 ? [{ tile, far: forward + 3 * Math.abs(aside) }] : [];
      });
      const next = ahead.sort((one, other) => one.far - other.far)[0];
      if (!next) return;
      event.preventDefault();
      next.tile.focus();
    });
  }

  for (const button of all('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // What must be corrected comes first, unless a field is being filled in; its links lead into the fields in every browser.
  for (const summary of all('.errors')) {
    if (document.activeElement === document.body) summary.focus();
    summary.addEventListener('click', (event) => {
      const target = event.target.closest('a') && document.getElementById(event.target.closest('a').hash.slice(1));
      if (target) {
        event.preventDefault();
        target.focus();
      }
    });
  }
})();
