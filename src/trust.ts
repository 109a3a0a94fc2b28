/** How far a server is trusted beyond what this machine trusts. */
export interface Trust {
  /** Certificates in PEM that may have signed the server's. */
  ca?: readonly string[];
  /** Certificate and key in PEM that the server is shown. */
  cert?: string;
  key?: string;
  /** Whether any certificate will do. */
  insecure?: boolean;
}
