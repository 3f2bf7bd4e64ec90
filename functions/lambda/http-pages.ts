import { endpoints } from '../wiring/endpoints.ts';
import { serve } from './serve.ts';

/** What people see; and whatever no other function has: another method, HEAD, what does not exist. */
export const handler = serve('pages', endpoints);
