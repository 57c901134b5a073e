// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.internal;

import java.lang.reflect.Proxy;

import org.eclipse.launchbar.core.ILaunchBarManager;
import org.eclipse.launchbar.core.target.ILaunchTargetManager;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers a launch bar in which nothing ever happens. */
public class Activator implements BundleActivator {

	@Override
	public void start(BundleContext context) {
		offer(context, ILaunchBarManager.class);
		offer(context, ILaunchTargetManager.class);
	}

	private static <T> void offer(BundleContext context, Class<T> service) {
		context.registerService(service, service.cast(Proxy.newProxyInstance(service.getClassLoader(),
				new Class<?>[] { service }, (proxy, method, arguments) -> switch (method.getName()) {
				case "equals" -> proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				case "toString" -> service.getName();
				default -> null;
				})), null);
	}

	@Override
	public void stop(BundleContext context) {
		// The services go with the bundle.
	}
}
