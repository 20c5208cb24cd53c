/**
 * The name servers in a pasted mail, with or without dots, commas, bullets and quoting. Where some stand on a line each, these are the list: what
 * the sentences around it speak of (a server that was wrong, say) is not taken. The backend checks them again; this is for showing at once what
 * was understood.
 */
export function nameServersIn(text: string): string[] {
  const listed = namesIn(listedIn(text));
  return listed.length >= 2 ? listed : namesIn(text);
}

/** Whether a mail lists name servers, one a line. A mail that only speaks of some, because one is missing, say, is no list to take over. */
export function listsNameServers(text: string): boolean {
  return namesIn(listedIn(text)).length >= 2;
}

/** The lines that hold names and nothing else but marks of a list or a quote. */
function listedIn(text: string): string {
  const mark = /^([*•·-]+|\d+[.)]?)$/;
  const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
  const lines = text
    .split('\n')
    .map((line) => line.split(/[\s,;<>"'()[\]]+/).filter((word) => word !== '' && !mark.test(word)));
  const alone = lines.filter(
    (words) => words.length > 0 && words.every((word) => host.test(word.replace(/[.:]+$/, ''))),
  );
  return alone.map((words) => words.join(' ')).join('\n');
}

function namesIn(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,;<>"'()[\]]+/);
  const names = words.map((word) => word.replace(/^[-*•>·.:]+/, '').replace(/[.:]+$/, ''));
  const amazon = names.filter((name) => /^ns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)$/.test(name));
  if (amazon.length > 0) return [...new Set(amazon)];
  // Other hosts' servers are taken only from text that is nothing but names, so that a mail's own words never become servers.
  const used = names.filter((name) => name !== '');
  const hostLike = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
  return used.every((name) => hostLike.test(name)) ? [...new Set(used)] : [];
}
