// A worker that writes one file of the origin's private file system. It answers every message with null, or with what
// went wrong.

let handle = null;
let size = 0;

async function obey({ type, folder, name, bytes }) {
  switch (type) {
    case 'open': {
      const root = await navigator.storage.getDirectory();
      const file = await (await root.getDirectoryHandle(folder)).getFileHandle(name, { create: true });
      handle = await file.createSyncAccessHandle();
      return;
    }
    case 'write': {
      const written = handle.write(bytes, { at: size });
      if (written !== bytes.length) throw new DOMException('only a part was written', 'QuotaExceededError');
      size += written;
      return;
    }
    case 'close':
      handle?.close();
      handle = null;
  }
}

// One after the other: an answer belongs to the oldest question.
let last = Promise.resolve();
self.addEventListener('message', ({ data }) => {
  last = last.then(() => obey(data)).then(
    () => self.postMessage(null),
    (error) => self.postMessage(error.name === 'QuotaExceededError' ? error.name : error.message),
  );
});
