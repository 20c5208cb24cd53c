/**
 * The name servers in a pasted mail, with or without dots, commas, bullets and quoting. The backend checks them again; this is for showing at once
 * what was understood.
 */
export function nameServersIn(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,;<>"'()[\]]+/);
  const names = words.map((word) => word.replace(/^[-*•>·.:]+/, '').replace(/[.:]+$/, ''));
  const amazon = names.filter((name) => /^ns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)$/.test(name));
  if (amazon.length > 0) return [...new Set(amazon)];
  // Other hosts' servers are taken only from text that is nothing but names, so that a mail's own words never become servers.
  const used = names.filter((name) => name !== '');
  const hostLike = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
  return used.every((name) => hostLike.test(name)) ? [...new Set(used)] : [];
}

/** Whether a mail lists name servers, one a line. A mail that only speaks of some, because one is missing, say, is no list to take over. */
export function listsNameServers(text: string): boolean {
  const alone = text.split('\n').filter((line) => /^[a-z0-9-]+(\.[a-z0-9-]+)+\.?$/i.test(line.trim()));
  return nameServersIn(alone.join('\n')).length >= 2;
}
