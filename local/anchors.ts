import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Anchors } from '../core/store/ports.ts';

const codeOf = (error: unknown): string | undefined =>
  z.object({ code: z.string() }).safeParse(error).data?.code;

/**
 * One file a day, whole or not there, and never opened for writing again. For real protection, copy the folder off the
 * machine.
 */
export const createFileAnchors = (folder: string): Anchors => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(folder, `${name}.txt`);
  return {
    put: async (name, text) => {
      const draft = `${path(name)}.part`;
      rmSync(draft, { force: true });
      writeDurably(draft, text);
      try {
        linkSync(draft, path(name));
        syncFolder(folder);
        return 'written';
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return 'exists';
        throw error;
      } finally {
        rmSync(draft, { force: true });
      }
    },
    get: async (name) => {
      try {
        return readFileSync(path(name), 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    list: async () =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.txt'))
        .map((file) => file.slice(0, -'.txt'.length))
        .sort(),
  };
};

/** All of it, or it fails: a bare write may end short where the disk is full, and say nothing. */
const writeDurably = (path: string, text: string): void => {
  const file = openSync(path, 'wx', 0o400);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/** For a runtime that lives in memory. */
export const createMemoryAnchors = (): Anchors => {
  const texts = new Map<string, string>();
  return {
    put: async (name, text) => {
      if (texts.has(name)) return 'exists';
      texts.set(name, text);
      return 'written';
    },
    get: async (name) => texts.get(name),
    list: async () => [...texts.keys()].sort(),
  };
};
