import { pageEndpoints } from '../api/endpoints.ts';
import { serve } from './serve.ts';

/** What people see. */
export const handler = serve('pages', pageEndpoints);
