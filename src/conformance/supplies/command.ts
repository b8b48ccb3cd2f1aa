import { spawn } from 'node:child_process';

const longestMs = 120_000;

/** What a command of the operator's prints, without blanks around it; undefined where it fails or prints nothing. */
export function runCommand(
  command: string,
  variables: Record<string, string>,
  input = '',
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, ...variables },
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: longestMs,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
    // A command that does not read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => resolve(status === 0 && output.trim() !== '' ? output.trim() : undefined));
  });
}
