/**
 * Loaded by the page that takes an invitation. The code stands behind the # of its address, so that no
 * server ever sees it asked for. It moves into the field at once and out of the address, which histories keep.
 */

const FIELD = "id_code";

function takeCodeFromAddress(): void {
  const field = document.getElementById(FIELD);
  if (!(field instanceof HTMLInputElement) || location.hash.length < 2) return;
  field.value = decoded(location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname + location.search);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

takeCodeFromAddress();
