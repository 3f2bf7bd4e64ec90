import { z } from 'zod';
import { paragraph } from './text.ts';

/** 差戻し: what the vendor has to change. */
export const returnPaperSchema = z.object({ reason: paragraph('差戻しの理由', 2000) });
