// Makes the page cross-origin isolated where its server does not: a service worker of this folder adds the two headers to
// what the page loads. One reload is needed for that, and only one is tried.

const triedKey = 'polyclinic-isolation-tried';

/**
 * Returns 'reloading' when the page is about to be loaded again, else why there is no isolation, or null if there is.
 * @returns {Promise<null | 'reloading' | 'headers' | 'insecure'>}
 */
export async function isolate() {
  if (globalThis.crossOriginIsolated) {
    forget();
    return null;
  }
  if (!globalThis.isSecureContext) return 'insecure';
  if (!navigator.serviceWorker || tried()) return 'headers';
  try {
    await navigator.serviceWorker.register('./isolation_worker.js', { scope: './' });
    await within(3000, navigator.serviceWorker.ready);
    remember();
    location.reload();
    return 'reloading';
  } catch {
    return 'headers';
  }
}

function within(milliseconds, promise) {
  return Promise.race([promise, new Promise((_, reject) => { setTimeout(() => reject(new Error('too late')), milliseconds); })]);
}

// Session storage may be forbidden; then nothing is tried, rather than for ever.
function tried() {
  try {
    return sessionStorage.getItem(triedKey) !== null;
  } catch {
    return true;
  }
}

function remember() {
  sessionStorage.setItem(triedKey, 'yes');
}

function forget() {
  try {
    sessionStorage.removeItem(triedKey);
  } catch { /* nothing to forget */ }
}
