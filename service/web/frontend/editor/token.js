// Every write carries the page's token; the server refuses it otherwise.

export const headers = (type) => ({
  'Content-Type': type,
  Accept: 'application/json',
  'X-CSRFToken': document.querySelector('meta[name="csrf-token"]').content,
});
