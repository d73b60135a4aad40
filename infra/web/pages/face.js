// The API face: every operation of openapi.json, with a form to try it.
import { requestOf, curlOf, pretty, follow } from './face_request.js';

const at = (id) => document.getElementById(id);
const operations = [];
let chosen = null;
let running = null;

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function methodBadge(method) {
  const badge = element('span', { className: 'method', textContent: method.toUpperCase() });
  badge.dataset.method = method;
  return badge;
}

// ---- the list
function read(openapi) {
  for (const [path, methods] of Object.entries(openapi.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operations.push({ ...operation, method, path });
    }
  }
  const tags = openapi.tags.map((tag) => tag.name);
  operations.sort((a, b) => tags.indexOf(a.tags[0]) - tags.indexOf(b.tags[0]));
  at('facts').textContent = `${openapi.info.title} ${openapi.info.version}, ${operations.length} operations.`;
  for (const response of operations) {
    for (const [status, one] of Object.entries(response.responses)) {
      if (one.$ref) response.responses[status] = openapi.components.responses[one.$ref.split('/').pop()];
    }
  }
}

function list() {
  const words = at('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = operations.filter((one) => {
    const text = `${one.method} ${one.path} ${one.operationId} ${one.summary} ${one.tags[0]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = new Map();
  for (const one of fits) {
    if (!groups.has(one.tags[0])) groups.set(one.tags[0], []);
    groups.get(one.tags[0]).push(one);
  }
  at('list').replaceChildren(...[...groups].flatMap(([tag, all]) => [
    element('h2', { textContent: tag }),
    element('ul', {}, ...all.map((one) => {
      const link = element('a', { href: '#' + one.operationId }, methodBadge(one.method),
        element('span', { textContent: one.operationId }), element('small', { textContent: one.path }));
      if (one === chosen) link.setAttribute('aria-current', 'page');
      return element('li', {}, link);
    })),
  ]));
  at('count').textContent = words.length ? `${fits.length} of ${operations.length}` : '';
}

// ---- one operation
function field(parameter, prefix = '') {
  const id = 'field-' + parameter.in + '-' + parameter.name;
  const schema = parameter.schema;
  const choices = schema.type === 'boolean' ? ['true', 'false'] : schema.enum;
  let input;
  if (choices) {
    input = element('select', {}, element('option', { value: '', textContent: '' }),
      ...choices.map((one) => element('option', { value: one, textContent: one })));
  } else if (schema.type === 'array') {
    input = element('input', { placeholder: 'a value' });
  } else {
    input = element('input', { placeholder: schema.default ?? '', inputMode: schema.type === 'integer' ? 'numeric' : 'text' });
  }
  Object.assign(input, { id, name: parameter.in + ':' + parameter.name, required: Boolean(parameter.required) });
  input.value = prefix;
  const place = { path: 'in the path', query: 'query', header: 'header' }[parameter.in];
  const parts = [element('label', { htmlFor: id }, parameter.name + ' ',
    element('small', { textContent: place + (parameter.required ? ', required' : '') })), input];
  if (parameter.description) {
    const hint = element('p', { className: 'hint', id: id + '-hint', textContent: parameter.description });
    input.setAttribute('aria-describedby', hint.id);
    parts.push(hint);
  }
  return element('div', { className: 'field' }, ...parts);
}

function bodyField(operation) {
  const [type, media] = Object.entries(operation.requestBody.content)[0];
  if (type === 'application/json') {
    const input = element('textarea', { id: 'field-body', spellcheck: false, value: JSON.stringify(media.example, null, 2) });
    return element('div', { className: 'field' }, element('label', { htmlFor: 'field-body', textContent: 'Body (JSON)' }), input);
  }
  const input = element('input', { id: 'field-file', type: 'file' });
  return element('div', { className: 'field' }, element('label', { htmlFor: 'field-file', textContent: `File (${type})` }), input);
}

// The description's paragraphs; **Words** that open one are bold.
function describe(text) {
  return text.split('\n\n').slice(1).map((paragraph) => {
    const bold = /^\*\*(.+?)\*\*(.*)$/s.exec(paragraph);
    const plain = (part) => part.replaceAll('*', '').replaceAll('`', '');
    return bold ? element('p', {}, element('strong', { textContent: bold[1] }), plain(bold[2]))
      : element('p', { textContent: plain(paragraph) });
  });
}

function open(operation) {
  if (running) running.abort();
  chosen = operation;
  document.title = operation ? `${operation.operationId} · authledger` : 'authledger';
  document.body.dataset.view = operation ? 'operation' : 'list';
  at('welcome').hidden = Boolean(operation);
  at('operation').hidden = !operation;
  list();
  if (!operation) return;
  at('title').textContent = operation.summary.replace(/\.$/, '');
  at('method').textContent = operation.method.toUpperCase();
  at('method').dataset.method = operation.method;
  at('path').textContent = operation.path;
  at('about').replaceChildren(...describe(operation.description));
  const first = operation.parameters.filter((one) => one.in === 'path' || one.required);
  const more = operation.parameters.filter((one) => !first.includes(one));
  const me = at('who').dataset.userId;
  const fields = first.map((one) => field(one, one.name === 'userId' && me ? me : ''));
  if (operation.requestBody) fields.push(bodyField(operation));
  if (more.length) {
    fields.push(element('details', {}, element('summary', { textContent: `${more.length} more parameters` }),
      ...more.map((one) => field(one))));
  }
  at('fields').replaceChildren(...fields);
  at('answer').hidden = true;
  at('responses').replaceChildren(...Object.entries(operation.responses).flatMap(([status, one]) => [
    element('dt', { textContent: status }), element('dd', { textContent: one.description.replaceAll('`', '') })]));
  at('title').focus();
  window.scrollTo(0, 0);
}

// ---- sending
function bodyOf() {
  const text = document.getElementById('field-body');
  if (text) return text.value;
  const file = document.getElementById('field-file');
  if (!file) return '';
  const form = new FormData();
  if (file.files[0]) form.append('file', file.files[0]);
  return form;
}

function status(text, kind) {
  at('status').textContent = text;
  at('status').dataset.kind = kind;
}

async function send(event) {
  event.preventDefault();
  const method = chosen.method.toUpperCase();
  const values = Object.fromEntries([...at('try').querySelectorAll('[name]')].map((one) => [one.name, one.value]));
  const request = requestOf(chosen, values, bodyOf());
  running = new AbortController();
  const mine = running;
  at('answer').hidden = false;
  at('body').textContent = at('headers').textContent = '';
  at('curl').textContent = curlOf(method, request);
  status('Sending …', '');
  at('stop').hidden = false;
  const begun = performance.now();
  try {
    const answer = await fetch(request.target, { method, headers: request.headers, body: request.body, signal: mine.signal });
    const type = answer.headers.get('content-type') ?? '';
    const took = () => `${answer.status} after ${Math.round(performance.now() - begun)} ms`;
    status(took(), answer.ok ? 'good' : 'bad');
    at('headers').textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    if (type.startsWith('text/event-stream')) {
      await follow(answer, (text) => { at('body').textContent = text; });
      status(took() + ', the stream has ended', 'good');
    } else {
      at('body').textContent = pretty(type, await answer.arrayBuffer());
    }
  } catch (failure) {
    status(mine.signal.aborted ? 'Stopped.' : `No answer: ${failure.message}`, mine.signal.aborted ? '' : 'bad');
  }
  if (running === mine) at('stop').hidden = true;
  if (/^(login|logout|relogin)$/.test(chosen.operationId)) await who();
}

// ---- who is logged in, theme, start
async function who() {
  const place = at('who');
  const answer = await fetch('currentuser');
  const user = answer.ok ? await answer.json() : null;
  place.dataset.userId = user ? user.userId : '';
  place.replaceChildren(user ? `${user.fullname} (${user.roleId})` : element('a', { href: 'login', textContent: 'Log in' }));
}

function nameTheme() {
  at('theme').textContent = 'Theme: ' + chosenTheme();
}

const route = () => open(operations.find((one) => one.operationId === location.hash.slice(1)) ?? null);

nameTheme();
at('theme').addEventListener('click', () => {
  chooseTheme(themes[(themes.indexOf(chosenTheme()) + 1) % themes.length]);
  nameTheme();
});
at('filter').addEventListener('input', list);
at('try').addEventListener('submit', send);
at('stop').addEventListener('click', () => running.abort());
window.addEventListener('hashchange', route);
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  event.preventDefault();
  at('filter').focus();
});
try {
  read(await (await fetch('openapi.json')).json());
  await who();
  route();
} catch (failure) {
  at('facts').textContent = `The description of the operations cannot be read: ${failure.message}`;
}
