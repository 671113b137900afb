import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./usage-error.js";

/**
 * Writes a file whole or not at all: to a temporary name beside it first, then moved into place.
 *
 * @throws {UsageError} when the file is there and `overwrite` is not asked for, or the place cannot be written to
 */
export function writeWholeFile(path: string, text: string, overwrite: boolean): void {
  if (path === "") throw new UsageError('a file must be named by its path, got ""');
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, "wx");
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (overwrite) renameSync(temporary, path);
    // A link, unlike a rename, fails where the name is taken, even if it was taken a moment ago.
    else linkSync(temporary, path);
  } catch (error) {
    throw new UsageError(sentence(path, error as NodeJS.ErrnoException));
  } finally {
    rmSync(temporary, { force: true });
  }
}

function sentence(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EEXIST":
      return `${path} is there already; say --force to overwrite it`;
    case "ENOENT":
    case "ENOTDIR":
      return `${path} cannot be written, its folder does not exist`;
    case "EISDIR":
      return `${path} is a folder, a file name is wanted`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `${path} cannot be written, permission denied`;
    case "ENOSPC":
      return `${path} cannot be written, the disk is full`;
    default:
      throw error;
  }
}
