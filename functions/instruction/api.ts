import { z } from 'zod';
import { acknowledgeInstruction, reportOnInstruction } from '../../core/instruction/answer-instruction.ts';
import {
  answerDraft,
  giveInstruction,
  judgeInstruction,
  liftInstruction,
} from '../../core/instruction/instruct.ts';
import { instructedSchema } from '../../core/instruction/instruction-act.ts';
import {
  acknowledgeInputSchema,
  followInputSchema,
  instructInputSchema,
  instructionAnswerSchema,
  instructionInputSchema,
  liftInstructionInputSchema,
} from '../../core/instruction/papers.ts';
import {
  instructionSummarySchema,
  instructionViewSchema,
  listInstructions,
  viewInstruction,
} from '../../core/instruction/views.ts';
import { type AppPorts, type Endpoint, post, read } from '../http/contract.ts';
import { recordActs } from '../http/record-acts.ts';

const PATH = '/v1/permits/{caseId}/instructions';
const ONE = `${PATH}/{instructionId}`;
const act = recordActs(ONE, 'instructionId', instructedSchema);

/** 指示 (第6条第6号). */
export const instructionsApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    PATH,
    'anyone',
    '指示の一覧（第6条第6号）',
    { response: z.object({ instructions: z.array(instructionSummarySchema) }) },
    ({ caller, params }) => listInstructions(ports)(caller, params['caseId'] ?? ''),
  ),
  post(
    PATH,
    'city',
    '指示する。緊急接続停止指示は直ちに効力を生ずる（第6条第6号）',
    { body: instructionInputSchema, status: 201, response: instructedSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      giveInstruction(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  read(ONE, 'anyone', '指示の内容と経過', { response: instructionViewSchema }, ({ caller, params }) =>
    viewInstruction(ports)(caller, params['caseId'] ?? '', params['instructionId'] ?? ''),
  ),
  act('answer', 'city', '指示の案を、発出するか見送る', instructInputSchema, answerDraft(ports)),
  act('acknowledgement', 'vendor', '指示を受領する', acknowledgeInputSchema, acknowledgeInstruction(ports)),
  act(
    'report',
    'vendor',
    '指示に従って行ったことを報告する',
    instructionAnswerSchema,
    reportOnInstruction(ports),
    { idempotent: true },
  ),
  act('judgement', 'city', '指示の履行を確認する', followInputSchema, judgeInstruction(ports)),
  act('lifting', 'city', '指示を解除する', liftInstructionInputSchema, liftInstruction(ports)),
];
