'use client';

import { useEffect, useState } from 'react';
import { localFilesOf } from '@/clients/attachments/local-files';
import { useClient } from '../connection/client-provider';

/** Returns the URL of a file that is not sent yet, for an image; null while it is read, and where it is gone. */
export function useFileUrl(key: string): string | null {
  const { storage } = useClient();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let stopped = false;
    void localFilesOf(storage)
      .read(key)
      .then((file) => {
        if (!file || stopped) return;
        made = URL.createObjectURL(file);
        setUrl(made);
      });
    return () => {
      stopped = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [storage, key]);
  return url;
}
