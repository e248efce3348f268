// Calls to the server of these phones.
async function call(path, options = {}) {
  const res = await fetch(path, options);
  const text = await res.text();
  let body = null;
  try { body = text ? JSON.parse(text) : null; } catch { /* not every answer is JSON */ }
  if (!res.ok) throw Object.assign(new Error(body?.error?.message ?? String(res.status)), { status: res.status });
  return body;
}

const json = (body) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const phone = (chat, rest) => `phones/api/phones/${encodeURIComponent(chat)}/${rest}`;

export const listPhones = async () => (await call('phones/api/phones')).phones;
export const addPhone = (contact) => call('phones/api/phones', json(contact));
export const listMessages = async (chat) => (await call(phone(chat, 'messages'))).messages;
export const markRead = (chat) => call(phone(chat, 'read'), { method: 'POST' });

export async function send(chat, out) {
  if (!out.file) return (await call(phone(chat, 'messages'), json(out))).message;
  const form = new FormData();
  form.append('file', out.file, out.file.name);
  for (const k of ['text', 'quote']) if (out[k]) form.append(k, out[k]);
  if (out.voice) form.append('voice', '1');
  return (await call(phone(chat, 'messages'), { method: 'POST', body: form })).message;
}

export const control = (path, body) => call('phones/control/' + path, body === undefined ? {} : json(body));

// watch calls back with every event of the stream, and with open or lost when the connection changes.
export function watch(on) {
  const stream = new EventSource('phones/events');
  stream.onmessage = (e) => on(JSON.parse(e.data));
  stream.onerror = () => on({ type: 'lost' });
}
