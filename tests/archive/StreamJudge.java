// Judges a ZIP archive with Java: once as a stream from front to back, which trusts local headers and data descriptors,
// once by its directory. Not a reader of ours. Exit status 1 and a trace when the two do not agree or one fails.
// Usage: java StreamJudge.java ARCHIVE

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

public class StreamJudge {
  static String describe(String name, InputStream content) throws IOException {
    byte[] buffer = new byte[1 << 16];
    CRC32 crc = new CRC32();
    long size = 0;
    for (int count; (count = content.read(buffer)) > 0; size += count) {
      crc.update(buffer, 0, count);
    }
    return name + " " + size + " " + crc.getValue();
  }

  public static void main(String[] arguments) throws IOException {
    List<String> streamed = new ArrayList<>();
    try (ZipInputStream stream = new ZipInputStream(new BufferedInputStream(new FileInputStream(arguments[0])))) {
      for (var entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        streamed.add(describe(entry.getName(), stream));
      }
    }
    List<String> listed = new ArrayList<>();
    try (ZipFile file = new ZipFile(arguments[0])) {
      for (var entries = file.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        String found = describe(entry.getName(), file.getInputStream(entry));
        if (!found.equals(entry.getName() + " " + entry.getSize() + " " + entry.getCrc())) {
          throw new IOException("the directory says otherwise: " + found);
        }
        listed.add(found);
      }
    }
    if (!streamed.equals(listed)) {
      throw new IOException("stream and directory differ");
    }
    System.out.println(listed.size() + " entries");
  }
}
