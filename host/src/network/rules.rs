//! What is allowed, and the addresses that names have led to.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use super::address::is_public;

/// Addresses that one session may have looked up; a name with more answers than that is of no use to it.
const ADDRESSES: usize = 1_000;

/// One host and one of its ports.
#[derive(Debug)]
pub(super) struct Rule {
    host: Host,
    port: u16,
}

#[derive(Debug, PartialEq)]
enum Host {
    Name(String),
    /// All names that end so, the dot included.
    Suffix(String),
    Address(IpAddr),
}

impl Rule {
    /// Reads a rule; an error is a sentence.
    pub(super) fn new(host: &str, port: u16) -> Result<Self, String> {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self { host: Host::Address(address.to_canonical()), port });
        }
        let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let (name, suffix) = match name.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (name.as_str(), false),
        };
        let is_label = |label: &str| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        if !name.split('.').all(is_label) {
            return Err(format!(
                "the network can't allow `{host}`; expected a host name such as api.example.com, one with a star such as \
                 *.example.com, or an IP address"
            ));
        }
        let host = if suffix { Host::Suffix(format!(".{name}")) } else { Host::Name(name.to_owned()) };
        Ok(Self { host, port })
    }

    fn names(&self, name: &str) -> bool {
        match &self.host {
            Host::Name(allowed) => allowed == name,
            Host::Suffix(suffix) => name.len() > suffix.len() && name.ends_with(suffix.as_str()),
            Host::Address(_) => false,
        }
    }
}

/// The rules of a session, and the addresses that it looked up by them.
#[derive(Debug)]
pub(super) struct Resolved {
    rules: Vec<Rule>,
    private: bool,
    addresses: Mutex<HashMap<IpAddr, Vec<u16>>>,
}

impl Resolved {
    pub(super) fn new(rules: Vec<Rule>, private: bool) -> Self {
        Self { rules, private, addresses: Mutex::default() }
    }

    /// The ports that are allowed for a name: none where it may not even be looked up.
    pub(super) fn ports(&self, name: &str) -> Vec<u16> {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        self.rules.iter().filter(|rule| rule.names(&name)).map(|rule| rule.port).collect()
    }

    /// Remembers that a name with these ports led to this address; tells whether the guest may know.
    pub(super) fn remember(&self, address: IpAddr, ports: &[u16]) -> bool {
        let address = address.to_canonical();
        if !self.private && !is_public(address) {
            return false;
        }
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= ADDRESSES && !addresses.contains_key(&address) {
            return false;
        }
        let known = addresses.entry(address).or_default();
        known.extend(ports.iter().filter(|port| !known.contains(port)).copied().collect::<Vec<_>>());
        true
    }

    /// Whether the guest may connect there.
    pub(super) fn permits(&self, address: SocketAddr) -> bool {
        let (ip, port) = (address.ip().to_canonical(), address.port());
        if !self.private && !is_public(ip) {
            return false;
        }
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let literal = |rule: &Rule| rule.host == Host::Address(ip) && rule.port == port;
        self.rules.iter().any(literal) || addresses.get(&ip).is_some_and(|ports| ports.contains(&port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(rules: &[(&str, u16)], private: bool) -> Resolved {
        Resolved::new(rules.iter().map(|(host, port)| Rule::new(host, *port).expect("a rule")).collect(), private)
    }

    fn at(address: &str) -> SocketAddr {
        address.parse().expect("an address")
    }

    #[test]
    fn names_are_allowed_with_their_ports() {
        let rules = resolved(&[("API.example.com.", 443), ("*.example.org", 80), ("api.example.com", 8443)], false);
        assert_eq!(rules.ports("api.EXAMPLE.com"), [443, 8443]);
        assert_eq!(rules.ports("a.b.example.org."), [80]);
        for other in ["example.org", "example.com", "xapi.example.com", "badexample.org", ".example.org"] {
            assert!(rules.ports(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn only_addresses_that_a_name_led_to_are_permitted() {
        let rules = resolved(&[("api.example.com", 443)], false);
        assert!(!rules.permits(at("93.184.215.14:443")));
        assert!(rules.remember("93.184.215.14".parse().expect("an address"), &[443]));
        assert!(rules.permits(at("93.184.215.14:443")));
        assert!(!rules.permits(at("93.184.215.14:80")));
    }

    #[test]
    fn a_name_that_leads_to_a_private_address_leads_nowhere() {
        let rules = resolved(&[("rebind.example.com", 80), ("127.0.0.1", 80)], false);
        assert!(!rules.remember("10.0.0.1".parse().expect("an address"), &[80]));
        assert!(!rules.permits(at("10.0.0.1:80")));
        assert!(!rules.permits(at("127.0.0.1:80")), "by its address neither");
        let rules = resolved(&[("127.0.0.1", 80)], true);
        assert!(rules.permits(at("127.0.0.1:80")) && rules.permits(at("[::ffff:127.0.0.1]:80")));
        assert!(!rules.permits(at("127.0.0.1:81")) && !rules.permits(at("127.0.0.2:80")));
    }

    #[test]
    fn bad_hosts_are_refused() {
        for host in ["", "*", "a b", "http://example.com", "example.com:80", "*.*.com", "a..b"] {
            let error = Rule::new(host, 80).expect_err(host);
            assert!(error.starts_with(&format!("the network can't allow `{host}`; expected a host name")), "{error}");
        }
    }
}
