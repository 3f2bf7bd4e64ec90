import type { Difference } from '../../core/application/views.ts';
import type { Consultation } from '../../core/directory/consultation.ts';
import type { System } from '../../core/directory/directory.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { Differing } from '../ui/saved-form.ts';

/** What is asked of the vendor, where the draft is a correction (補正). */
export type Correction = {
  readonly caseNo: string;
  readonly items: readonly { readonly item: string; readonly note: string }[];
  readonly reason?: string | undefined;
};

/** 様式1「リモート接続申請書」(第4条第1項), new or for a correction (補正): what its pages are made from. */
export type ApplicationFormView = {
  readonly draftId: string;
  readonly version: number;
  /** As typed and not yet judged, one answer per item of the rule, in its order. */
  readonly content: unknown;
  readonly problems: readonly Problem[];
  /** What is pointed out before it is sent. */
  readonly remarks?: readonly Problem[];
  readonly consulted?: readonly Difference[];
  readonly consultation: Consultation | undefined;
  /** Those the consultation covers; for a correction the one of the case. */
  readonly systems: readonly System[];
  readonly regulation: Regulation;
  readonly correction?: Correction;
  /** Permits of the vendor for these systems that may be continued (継続). */
  readonly renewable?: readonly { readonly permitNo: string; readonly label: string }[];
  /** What somebody else has saved meanwhile, against what was typed here. */
  readonly differs?: Differing | undefined;
  readonly savedAt?: string;
  /** What is known of the files that the draft names. */
  readonly files?: readonly { readonly fileId: string; readonly name: string; readonly size: number }[];
  /** List to which 追加 was pressed: it is shown with one blank row more. */
  readonly adding?: string | undefined;
};
