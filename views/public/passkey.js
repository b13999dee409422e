// 通行密钥: the device is asked by the browser, and its answer goes into a form. What needs this file is hidden until it runs.
(() => {
  /** On a page in English, the second. */
  const either = (chinese, english) => (document.documentElement.lang === 'en' ? english : chinese);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const keys = window.PublicKeyCredential;
  // The browser of WeChat says that it can, and does not.
  if (!keys || !window.isSecureContext || /MicroMessenger/i.test(navigator.userAgent)) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

  /** What we say of a key is JSON; the browser wants bytes in it. */
  function asBytes({ challenge, user, allowCredentials, excludeCredentials, ...options }) {
    return {
      ...options,
      challenge: bytes(challenge),
      ...(user && { user: { ...user, id: bytes(user.id) } }),
      ...(allowCredentials && { allowCredentials: named(allowCredentials) }),
      ...(excludeCredentials && { excludeCredentials: named(excludeCredentials) }),
    };
  }

  function asText({ id, rawId, type, response }) {
    const written = { clientDataJSON: text(response.clientDataJSON) };
    for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle'])
      if (response[part]) written[part] = text(response[part]);
    if (response.getTransports) written.transports = response.getTransports();
    return JSON.stringify({ id, rawId: text(rawId), type, response: written });
  }

  async function optionsFor(form) {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value });
    const answer = await fetch(form.dataset.options, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
      redirect: 'manual',
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.problem || '');
    return asBytes(said.options);
  }

  let waiting; // for a choice among what the browser fills in
  function send(form, credential) {
    form.elements.credential.value = asText(credential);
    // What was ticked beside the password holds for this way too.
    const remember = all('input[name="remember"]').find(({ checked }) => checked);
    if (remember && !form.elements.remember) {
      const ticked = document.createElement('input');
      Object.assign(ticked, { type: 'hidden', name: 'remember', value: '1' });
      form.append(ticked);
    }
    form.submit();
  }

  async function ask(form) {
    const said = form.querySelector('[data-passkey-said]');
    said.textContent = either('请在设备弹出的窗口里确认。', 'Please confirm in the window of your device.');
    try {
      waiting?.abort();
      const publicKey = await optionsFor(form);
      const isNew = form.dataset.passkey === 'create';
      send(form, await navigator.credentials[isNew ? 'create' : 'get']({ publicKey }));
    } catch (error) {
      const words = {
        InvalidStateError: either('这台设备的通行密钥已经添加过。', 'This device has its passkey already.'),
        NotAllowedError: either('没有完成。可以再试一次，或用其他方式。', 'Not done. Try again, or use another way.'),
      };
      said.textContent =
        words[error.name] ||
        (error.name === 'Error' && error.message) ||
        either('暂时没有成功，请再试一次，或用其他方式。', 'That did not work. Try again, or use another way.');
    }
  }

  /** The browser offers keys where a user name is typed; nobody is interrupted. */
  async function fillIn(form) {
    const field = document.querySelector('input[autocomplete="username"]');
    // What was refused is not tried again by itself.
    if (!field || document.querySelector('.errors') || !(await keys.isConditionalMediationAvailable?.())) return;
    field.setAttribute('autocomplete', 'username webauthn');
    try {
      waiting = new AbortController();
      const { signal } = waiting;
      const publicKey = { ...(await optionsFor(form)), allowCredentials: [] };
      if (!signal.aborted) send(form, await navigator.credentials.get({ publicKey, mediation: 'conditional', signal }));
    } catch {
      // Nothing was chosen: the page is as it was.
    }
  }

  (async () => {
    const isAble = await keys.isUserVerifyingPlatformAuthenticatorAvailable();
    for (const form of all('form[data-passkey]')) {
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        ask(form);
      });
      if (isAble) form.hidden = false;
      if (form.dataset.passkey === 'get' && form.hasAttribute('data-fill')) fillIn(form);
    }
    if (!isAble) return;
    for (const note of all('[data-passkey-missing]')) note.hidden = true;
    for (const field of all('[data-passkey-able]')) field.value = '1';
  })();
})();
