import type { UseMutationResult } from '@tanstack/react-query';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';

/** A dialog about one licence. */
export interface LicenceDialogProps {
  licence: LicenceView;
  onClose: () => void;
}

/** A state-changing POST on a licence, on the version that is shown; its problem is told by the dialog. */
export function useLicenceAction<Body extends object | undefined>(
  { id, version }: LicenceView,
  action: 'bind' | 'unbind' | 'extend' | 'revoke',
  done: string,
): UseMutationResult<LicenceView, Error, Body> {
  return useChange((body: Body) => api.post<LicenceView>(`/licences/${id}/${action}`, body, { version }), {
    invalidates: ['licences'],
    done,
    silent: true,
  });
}
