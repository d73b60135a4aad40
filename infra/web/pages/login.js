// The log-in page, with the second factor where a person has one: the service sets the session's cookie, this shows
// what it answered.
const form = document.getElementById('login');
const code = document.getElementById('code');
const result = document.getElementById('result');
const next = document.getElementById('next');
const factors = {
  EmailTwoFactorNeeded: { path: 'email-2factor-verification', sent: 'A code was sent to your e-mail address.' },
  MobileTwoFactorNeeded: { path: 'mobile-2factor-verification', sent: 'A code was sent to your mobile phone.' },
};
let pending = null; // the session that waits for its second factor

function show(text, kind) {
  result.textContent = text;
  result.dataset.kind = kind;
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, body: await answer.json() };
}

function step(which, field) {
  for (const one of [form, code]) one.hidden = one !== which;
  field.value = '';
  field.focus();
}

function startOver() {
  pending = null;
  step(form, form.password);
}

function loggedIn(user) {
  startOver();
  show(`Logged in as ${user.fullname} <${user.email}> (${user.roleId}).`, 'good');
  next.hidden = false;
  next.querySelector('a').focus();
}

async function askForCode(errCode, session) {
  const factor = factors[errCode];
  const { ok, body } = await post(`verification-services/${factor.path}/start`, session);
  if (!ok) return show(body.detail, 'bad');
  pending = { ...session, path: factor.path };
  step(code, code.secretCode);
  show(factor.sent, '');
}

// What a button does, with an answer in any case.
function on(which, work) {
  which.addEventListener('submit', async (event) => {
    event.preventDefault();
    show('…', '');
    next.hidden = true;
    try {
      await work();
    } catch {
      show('The service cannot be reached.', 'bad');
    }
  });
}

on(form, async () => {
  const { ok, body } = await post('login', { username: form.username.value, password: form.password.value });
  form.password.value = '';
  if (ok) return loggedIn(body);
  if (factors[body.errCode]) return askForCode(body.errCode, { userId: body.userId, sessionId: body.sessionId });
  show(body.detail, 'bad');
  form.password.focus();
});

on(code, async () => {
  const { path, ...session } = pending;
  const { ok, body } = await post(`verification-services/${path}/complete`, { ...session, secretCode: code.secretCode.value });
  if (ok && body.sessionNeedsEmail2FA) return askForCode('EmailTwoFactorNeeded', session);
  if (ok && body.sessionNeedsMobile2FA) return askForCode('MobileTwoFactorNeeded', session);
  if (ok) return loggedIn(body);
  show(body.detail, 'bad');
  code.secretCode.select();
});

document.getElementById('again').addEventListener('click', () => {
  startOver();
  show('', '');
});

document.getElementById('logout').addEventListener('click', async () => {
  try {
    await fetch('logout', { method: 'POST' });
    show('Logged out.', '');
  } catch {
    show('The service cannot be reached.', 'bad');
  }
  next.hidden = true;
  form.username.focus();
});
