// `safeStorage`: there is no keychain here, and the stand-in does not pretend otherwise.

const refuse = async (): Promise<never> => {
  throw new Error('Encryption is not available')
}

export const safeStorage = {
  isEncryptionAvailable: () => false,
  isAsyncEncryptionAvailable: async () => false,
  getSelectedStorageBackend: () => 'basic_text',
  encryptStringAsync: refuse,
  decryptStringAsync: refuse,
}
