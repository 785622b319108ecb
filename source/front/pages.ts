/** While the app does not answer yet. */
export function startingPage(name: string): string {
  return page(name, {
    meta: '<meta http-equiv="refresh" content="5">',
    title: `${name} is starting`,
    text: 'It does not answer yet. This page tries again every five seconds.',
  });
}

/** While its owner wants it to rest. */
export function stoppedPage(name: string): string {
  return page(name, {
    meta: '<meta name="robots" content="noindex">',
    title: `${name} is switched off`,
    text: 'It was stopped by its owner, and may come back later.',
  });
}

/** While somebody still comes by its old address. */
export function movedPage(name: string): string {
  return page(name, {
    meta: '<meta http-equiv="refresh" content="60">',
    title: `${name} is moving to another server`,
    text: 'Your network still has its old address, or it is not open there yet. This page tries again every minute.',
  });
}

/** Inside nginx's single quotes: no `'`, no `$`. */
function page(
  name: string,
  { meta, title, text }: Readonly<Record<'meta' | 'title' | 'text', string>>,
): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width">${meta}`,
    `<title>${name}</title>`,
    '<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>',
    `<h1>${title}</h1>`,
    `<p>${text}</p></html>`,
  ].join('');
}
