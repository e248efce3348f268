// Things a visitor can send without having them at hand, and what there is to say.
import { pick } from './text.js';

export const pictures = ['leak', 'socket', 'lock'];

// picture turns one of our drawings into a photo, as a phone would send it.
export async function picture(name) {
  const img = new Image();
  img.src = `demo/${name}.svg`;
  await img.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [800, 600];
  canvas.getContext('2d').drawImage(img, 0, 0, 800, 600);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  return new File([blob], name + '.jpg', { type: 'image/jpeg' });
}

export async function recording() {
  const name = pick('voice-he.oga', 'voice-en.oga');
  const res = await fetch('demo/' + name);
  return new File([await res.blob()], name, { type: 'audio/ogg; codecs=opus' });
}

export const cities = () => [
  { name: pick('תל אביב', 'Tel Aviv'), lat: 32.0853, lng: 34.7818 },
  { name: pick('ירושלים', 'Jerusalem'), lat: 31.7683, lng: 35.2137 },
  { name: pick('חיפה', 'Haifa'), lat: 32.794, lng: 34.9896 },
  { name: pick('באר שבע', "Be'er Sheva"), lat: 31.253, lng: 34.7915 },
  { name: pick('נתניה', 'Netanya'), lat: 32.3215, lng: 34.8532 },
];

export function chips(role) {
  if (role === 'pro') return pick(['אשר', 'דחה', 'סיימתי', 'עבודות', 'תפריט'], ['approve', 'reject', 'done', 'jobs', 'menu']);
  if (role === 'admin') return pick(['תפריט', 'עזרה'], ['menu', 'help']);
  return pick(
    ['היי, יש לי נזילה מתחת לכיור בתל אביב', 'כן', 'דיזנגוף 50, קומה 3 דירה 12, מחר ב-10', 'סטטוס', 'לבטל', '5'],
    ['Hi, there is a leak under my sink in Tel Aviv', 'Yes', 'Dizengoff 50, floor 3 apartment 12, tomorrow at 10', 'status', 'cancel', '5'],
  );
}
