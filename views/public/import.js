// Uploading a workbook and waiting for it. Both pages work without this file: the form is posted, and the page asks for itself again.
(() => {
  // How much has travelled. Where anything but a new page comes back, the form is posted the plain way, and that answer is shown.
  for (const form of document.querySelectorAll('form[data-upload]')) {
    const line = form.querySelector('[data-upload-progress]');
    const bar = line.querySelector('progress');
    const status = line.querySelector('[role=status]');
    form.addEventListener('submit', (event) => {
      if (form.getAttribute('aria-busy') === 'true') return event.preventDefault();
      const [file] = form.elements.file.files;
      if (!file || !window.FormData || file.size > 10 * 1024 * 1024) return;
      event.preventDefault();
      form.setAttribute('aria-busy', 'true');
      line.hidden = false;
      status.textContent = '正在上传…';
      const plainly = () => {
        form.removeAttribute('aria-busy');
        form.submit();
      };
      const request = new XMLHttpRequest();
      request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
        if (lengthComputable) bar.value = (loaded * 100) / total;
      });
      request.upload.addEventListener('load', () => {
        status.textContent = '已上传，正在打开检查结果…';
      });
      request.addEventListener('load', () => {
        const isNew = request.status === 200 && new URL(request.responseURL).pathname !== form.getAttribute('action');
        if (isNew) window.location.assign(request.responseURL);
        else plainly();
      });
      request.addEventListener('error', plainly);
      request.open('POST', form.action);
      request.send(new FormData(form));
    });
    window.addEventListener('pageshow', () => form.removeAttribute('aria-busy'));
  }

  // A workbook that is written when it is asked for: the page says so until it is there. What goes wrong is shown by the plain link.
  for (const link of document.querySelectorAll('a[data-prepare]')) {
    link.addEventListener('click', async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || link.dataset.plain) return;
      event.preventDefault();
      if (link.getAttribute('aria-busy') === 'true') return;
      link.setAttribute('aria-busy', 'true');
      const line = document.createElement('p');
      const status = Object.assign(document.createElement('span'), {
        textContent: '正在写有问题的行，图片多的要半分钟…',
      });
      status.setAttribute('role', 'status');
      const bar = document.createElement('progress');
      bar.setAttribute('aria-label', link.textContent.trim());
      line.append(status, bar);
      link.parentElement.after(line);
      const answer = await fetch(link.href).catch(() => undefined);
      const file = answer?.ok ? await answer.blob().catch(() => undefined) : undefined;
      line.remove();
      link.removeAttribute('aria-busy');
      const [, name] = /filename\*=UTF-8''([^;]+)/.exec(answer?.headers.get('content-disposition') ?? '') ?? [];
      const href = file && URL.createObjectURL(file);
      const saved = Object.assign(
        document.createElement('a'),
        href ? { href, download: decodeURIComponent(name ?? 'rest.xlsx') } : { href: link.href },
      );
      saved.click();
      if (href) setTimeout(() => URL.revokeObjectURL(href), 60_000);
    });
  }

  // A page that is loaded anew forgets what is typed on it: it waits as long as a field has the focus, or text in it.
  const isTyping = () =>
    Array.from(document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), textarea')).some(
      (field) => field === document.activeElement || field.value !== field.defaultValue,
    );

  // A job is at work: its progress in words, and the page anew when it is over. Said aloud every tenth time, not at every step.
  for (const part of document.querySelectorAll('[data-progress]')) {
    const words = part.querySelector('[data-words]');
    const bar = part.querySelector('progress');
    const aloud = part.querySelector('[data-aloud]');
    let turns = 0;
    const ask = async () => {
      const answer = await fetch(part.dataset.progress, { headers: { accept: 'application/json' } }).catch(
        () => undefined,
      );
      const now = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
      const isNew = now?.is_over || (now && now.state !== part.dataset.state);
      if (isNew && !isTyping()) return window.location.reload();
      if (now) {
        words.textContent = now.words;
        if (typeof now.percent === 'number') bar.value = now.percent;
        if (turns % 10 === 0) aloud.textContent = now.words;
        turns += 1;
      }
      setTimeout(ask, 1000);
    };
    setTimeout(ask, 500);
  }
})();
