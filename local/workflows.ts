import type { Workflows } from '../core/store/ports.ts';
import { StepFunctionsError } from './asl/errors.ts';
import type { StateMachines } from './asl/state-machines.ts';

const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof StepFunctionsError && names.includes(error.name);

/** The port on the embedded interpreter. `changed` is called when there is something to run. */
export const createLocalWorkflows = (machines: () => StateMachines, changed: () => void): Workflows => ({
  startExecution: async (machine, name, input) => {
    try {
      machines().startExecution(machine, name, input);
      changed();
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'exists';
      throw error;
    }
  },
  sendTaskSuccess: async (token, output) => {
    try {
      machines().sendTaskSuccess(token, output);
      changed();
      return 'delivered';
    } catch (error) {
      if (isNamed(error, 'TaskTimedOut', 'InvalidToken')) return 'gone';
      throw error;
    }
  },
});
