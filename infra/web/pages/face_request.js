// From a form to a request, and from an answer to text.

// Fills the parameters in: {target, headers, body}. Empty fields are left out; a missing part of the
// path stays as it is, so that the service can say what it thinks of it.
export function requestOf(operation, values, body) {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers = {};
  for (const parameter of operation.parameters) {
    const value = values[parameter.in + ':' + parameter.name];
    if (value === undefined || value === '') continue;
    if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (parameter.in === 'query') {
      const many = parameter.schema.type === 'array' ? value.split('\n') : [value];
      for (const one of many) if (one !== '') query.append(parameter.name, one);
    } else {
      headers[parameter.name] = value;
    }
  }
  const target = path.slice(1) + (query.size ? '?' + query : '');
  if (typeof body === 'string' && body !== '') headers['content-type'] = 'application/json';
  return { target: target === '' ? './' : target, headers, body: body === '' ? undefined : body };
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

export function curlOf(method, request) {
  const parts = ['curl', '-i'];
  if (method !== 'GET') parts.push('-X', method);
  for (const [name, value] of Object.entries(request.headers)) parts.push('-H', quoted(`${name}: ${value}`));
  parts.push('-H', quoted('authorization: Bearer …'));
  if (typeof request.body === 'string') parts.push('-d', quoted(request.body));
  if (request.body instanceof FormData) parts.push('-F', quoted('file=@picture.png'));
  parts.push(quoted(new URL(request.target, document.baseURI).href));
  return parts.join(' ');
}

// JSON is indented; what is no text is only counted.
export function pretty(type, bytes) {
  if (!/json|text|xml|javascript/.test(type)) return `${bytes.byteLength} bytes of ${type || 'no type'}`;
  const text = new TextDecoder().decode(bytes);
  if (!type.includes('json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// Shows a stream as it comes, its newest part when it is long.
export async function follow(answer, show, shown = 20000) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text = (text + decoder.decode(value, { stream: true })).slice(-shown);
    show(text);
  }
}
