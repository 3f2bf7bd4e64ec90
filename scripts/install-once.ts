import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Fills `directory` once. It appears complete or not at all, also when two processes try at the same time or
 * one is killed; so what is there needs no further check.
 */
export const installOnce = async (
  directory: string,
  install: (directory: string) => Promise<void>,
): Promise<void> => {
  if (existsSync(directory)) return;
  const unfinished = `${directory}.${process.pid}.unfinished`;
  await mkdir(dirname(directory), { recursive: true });
  try {
    await install(unfinished);
    await rename(unfinished, directory);
  } catch (error) {
    // The other process was faster: its directory is as good as ours.
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};
