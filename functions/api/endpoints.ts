import type { AppPorts, Endpoint } from '../contract.ts';
import { applicationsApi } from './applications.ts';
import { directoryApi } from './directory.ts';
import { signInApi } from './sign-in.ts';

/** The contract table: every route of the system with its schemas, who may call it, and what runs. */
export const endpoints = (ports: AppPorts): readonly Endpoint[] => [
  ...signInApi(ports),
  ...applicationsApi(ports),
  ...directoryApi(ports),
];
