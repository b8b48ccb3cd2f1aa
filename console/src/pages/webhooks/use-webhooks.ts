import { useQuery } from '@tanstack/react-query';
import type {
  WebhookDeliveryRecord,
  WebhookDeliveryView,
  WebhookView,
} from '../../../../src/management/webhooks/schemas.ts';
import { api } from '../../api/client.ts';
import type { CursorList } from '../../api/cursor-list.ts';
import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';

const liveMs = 5_000;

/** Every endpoint, as a list of one page; anew every few seconds, since their state changes by itself. */
export function useEndpoints(): CursorList<WebhookView> {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['webhooks', 'all'],
    queryFn: ({ signal }) => api.get<{ items: WebhookView[] }>('/webhooks', { signal }),
    refetchInterval: liveMs,
  });
  return {
    items: data?.items ?? [],
    isLoading: isPending,
    isStale: false,
    isSearching: false,
    error,
    refetch: () => void refetch(),
    pager: { goPrevious: undefined, goNext: undefined },
  };
}

/** One delivery; while it is on its way, every other second anew. */
export function useDelivery(id: number) {
  return useQuery({
    queryKey: ['webhook-deliveries', 'one', id],
    queryFn: ({ signal }) => api.get<WebhookDeliveryRecord>(`/webhook-deliveries/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 2_000 : false),
  });
}

/** What an endpoint is called: as its maker described it, else where it is. */
export function nameOf({ description, origin }: Pick<WebhookView, 'description' | 'origin'>): string {
  return description === '' ? origin : description;
}

/** What an event is called. */
export function useEventWords(): (event: WebhookDeliveryView['event']) => string {
  const t = useTexts(webhooksTexts);
  return (event) => t(`events.${event}`);
}

/** Why an attempt failed, with the status where one was answered. */
export function useFailureWords(): (attempt: WebhookDeliveryRecord['tries'][number]) => string {
  const t = useTexts(webhooksTexts);
  return ({ failure, status }) => {
    const words = failure === null ? t('arrived') : t(`failure.${failure}`);
    return status === null ? words : `${words} (${status})`;
  };
}
