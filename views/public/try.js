// 试一试: asks for a token of the reader's own sandbox, makes the call, and shows what came back. The token is kept nowhere.
(() => {
  const form = document.querySelector('form[data-try]');
  const kept = `try ${form.action}`;
  const parts = (place) => [...form.querySelectorAll(`[data-place="${place}"]`)];
  const filled = (place) => parts(place).filter(({ value }) => value !== '');

  function show({ status, took, text }) {
    const light = form.querySelector('[data-light]');
    light.className = `light ${status >= 200 && status < 300 ? 'on' : 'off'}`;
    light.textContent = status > 0 ? `${status}，用时 ${took} 毫秒` : '没有发出去';
    const answer = form.querySelector('[data-text]');
    answer.textContent = text;
    answer.hidden = false;
    form.querySelector('[data-answer]').hidden = false;
  }

  function addressOf() {
    const path = parts('path').reduce(
      (address, { dataset, value }) => address.replace(`{${dataset.name}}`, encodeURIComponent(value)),
      form.dataset.try,
    );
    const query = new URLSearchParams(filled('query').map(({ dataset, value }) => [dataset.name, value])).toString();
    return query === '' ? path : `${path}?${query}`;
  }

  async function textOf(answer) {
    const type = answer.headers.get('content-type') ?? '';
    const told = ['etag', 'location', 'retry-after', 'ratelimit']
      .filter((name) => answer.headers.has(name))
      .map((name) => `${name}: ${answer.headers.get(name)}\n`);
    const lines = told.length > 0 ? `${told.join('')}\n` : '';
    if (!/json|csv|text/.test(type)) return `${lines}${(await answer.blob()).size} 字节，${type}`;
    const text = await answer.text();
    return lines + (type.includes('json') && text !== '' ? JSON.stringify(JSON.parse(text), null, 2) : text);
  }

  async function call(token) {
    const headers = new Headers(filled('header').map(({ dataset, value }) => [dataset.name, value]));
    headers.set('Authorization', `Bearer ${token}`);
    const [body] = parts('body');
    const [file] = parts('file');
    if (body) headers.set('Content-Type', form.dataset.media);
    const sent = new FormData();
    if (file?.files[0]) sent.set('file', file.files[0]);
    const began = performance.now();
    const answer = await fetch(addressOf(), {
      method: form.dataset.method,
      headers,
      credentials: 'omit',
      ...(body && { body: body.value }),
      ...(file && { body: sent }),
    });
    return { status: answer.status, took: Math.round(performance.now() - began), text: await textOf(answer) };
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    form.setAttribute('aria-busy', 'true');
    try {
      const given = await fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams({ csrf: form.elements.csrf.value }),
      });
      const { access_token: token, detail } = await given.json();
      const answer = token === undefined ? { status: given.status, took: 0, text: detail } : await call(token);
      show(answer);
      const typed = [...form.querySelectorAll('[data-place]')].map(({ type, value }) => (type === 'file' ? '' : value));
      sessionStorage.setItem(kept, JSON.stringify({ answer, typed }));
    } catch {
      show({ status: 0, took: 0, text: '没有收到回答，请看看网络，再发送一次。' });
    }
    form.removeAttribute('aria-busy');
  });

  const before = JSON.parse(sessionStorage.getItem(kept) ?? 'null');
  if (before) {
    for (const [at, part] of form.querySelectorAll('[data-place]').entries())
      if (part.type !== 'file') part.value = before.typed[at] ?? part.value;
    show(before.answer);
  }
  form.hidden = false;
})();
