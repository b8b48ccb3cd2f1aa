import { useBlocker } from '@tanstack/react-router';
import { Modal } from 'antd';
import { useEffect, useEffectEvent } from 'react';
import { watchUnsaved } from './unsaved.ts';

interface LeaveGuardProps {
  /** Asked when somebody is about to leave. */
  isNeeded: () => boolean;
  title: string;
  hint: string;
  leave: string;
  stay: string;
}

/** Asks before a link, the way back or a reload loses what was not saved. */
export function LeaveGuard({ isNeeded, title, hint, leave, stay }: LeaveGuardProps) {
  const check = useEffectEvent(isNeeded);
  useEffect(() => watchUnsaved(() => check()), []);
  const blocker = useBlocker({ shouldBlockFn: isNeeded, enableBeforeUnload: isNeeded, withResolver: true });
  return (
    <Modal
      open={blocker.status === 'blocked'}
      title={title}
      okText={leave}
      okButtonProps={{ danger: true }}
      cancelText={stay}
      onOk={blocker.proceed}
      onCancel={blocker.reset}
    >
      {hint}
    </Modal>
  );
}
