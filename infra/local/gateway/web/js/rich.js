// WhatsApp's way of marking text up, and links, made into elements. Nothing of it passes through HTML.
import { el } from './text.js';

const link = /\bhttps?:\/\/[^\s<>"'״]+[^\s<>"'״.,;:!?)\]}*_~]/g;
const marks = [['```', 'code'], ['*', 'strong'], ['_', 'em'], ['~', 's']];

export function rich(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const m of text.matchAll(link)) {
    out.append(marked(text.slice(from, m.index)), anchor(m[0]));
    from = m.index + m[0].length;
  }
  out.append(marked(text.slice(from)));
  return out;
}

function anchor(url) {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', dir: 'ltr' }, url.length > 60 ? url.slice(0, 57) + '…' : url);
}

// marked finds the first pair of marks that stand at the edges of words, and goes on inside and after it.
function marked(text) {
  const out = document.createDocumentFragment();
  let first = null;
  for (const [mark, tag] of marks) {
    const found = pair(text, mark);
    if (found && (!first || found.start < first.start)) first = { ...found, tag, mark };
  }
  if (!first) {
    out.append(text);
    return out;
  }
  const inner = text.slice(first.start + first.mark.length, first.end);
  out.append(text.slice(0, first.start));
  out.append(el(first.tag, {}, first.tag === 'code' ? inner : marked(inner)));
  out.append(marked(text.slice(first.end + first.mark.length)));
  return out;
}

function pair(text, mark) {
  const n = mark.length;
  for (let start = text.indexOf(mark); start >= 0; start = text.indexOf(mark, start + 1)) {
    if (wordy(text[start - 1]) || blank(text[start + n])) continue;
    for (let end = text.indexOf(mark, start + n + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
      if (mark !== '```' && text.slice(start, end).includes('\n')) break;
      if (!blank(text[end - 1]) && !wordy(text[end + n])) return { start, end };
    }
  }
  return null;
}

const wordy = (c) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
const blank = (c) => c === undefined || /\s/.test(c);

// menu finds the numbered lines of a text: [{number, label}], at least two of them.
export function menu(text) {
  const lines = [...text.matchAll(/^\s*[*_]?(\d{1,2})[*_]?\s*[.):\-–]\s*[*_]?(.+?)[*_]?\s*$/gm)];
  const items = lines.map((m) => ({ number: m[1], label: m[2].replace(/[*_~]/g, '') }));
  return items.length > 1 ? items.slice(0, 9) : [];
}
