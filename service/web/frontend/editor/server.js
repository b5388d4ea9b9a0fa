// What the editor asks the server: the diagram goes out as it is drawn, JSON comes back.

/** Send a diagram; the answer says whether it was `ok`. An answer that is no JSON of ours counts as none. */
export async function send(address, xml) {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/xml',
      Accept: 'application/json',
      'X-CSRFToken': document.querySelector('meta[name="csrf-token"]').content,
    },
    body: xml,
  }).catch(console.warn);
  const answer = (await response?.json().catch(() => null)) ?? {};
  return { ...answer, ok: Boolean(response?.ok && answer.findings) };
}
